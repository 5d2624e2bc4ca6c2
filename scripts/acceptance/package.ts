import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { Benchmark, Row } from './benchmark.ts';
import { findEditor, install, packReckon } from './editor/install.ts';
import { brokenLinks, byKind, filesOf, megabytes, unwanted } from './package/contents.ts';
import { namedIn } from './package/named.ts';
import { connects, somewhere } from './package/outwards.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const mostBytes = 120e6;

/** The packaged file, and the folder that the editor makes of it. */
interface Subject {
  readonly file: string;
  readonly extensions: string;
  readonly folder: string;
}

let preparing: Promise<Subject> | undefined;

async function prepare(): Promise<Subject> {
  const file = await packReckon();
  const extensions = await mkdtemp(path.join(os.tmpdir(), 'reckon-extensions-'));
  await install({ ...(await findEditor()), extensions }, file);
  const [name = ''] = (await readdir(extensions)).filter((each) => each.startsWith('reckon.'));
  return { file, extensions, folder: path.join(extensions, name) };
}

const rows: Readonly<Record<string, (subject: Subject) => Promise<Omit<Row, 'id'>>>> = {
  size: async ({ file, folder }) => {
    const { size } = statSync(file);
    const unpacked = megabytes(await filesOf(folder));
    const result = { atMost120Mb: size <= mostBytes };
    return { result, measured: { megabytes: (size / 1e6).toFixed(1), unpacked } };
  },
  contents: async ({ folder }) => {
    const files = await filesOf(folder);
    const engines = await readdir(path.join(folder, 'node_modules/@node-llama-cpp'));
    const largest = files.toSorted((a, b) => b.bytes - a.bytes).slice(0, 12);
    return {
      result: { engines, unwanted: unwanted(files), brokenLinks: brokenLinks(folder) },
      measured: {
        kinds: byKind(files),
        largest: largest.map((each) => `${each.name}: ${megabytes([each])} MB`),
      },
    };
  },
  notices: async ({ folder }) => {
    const { named, missing } = namedIn(folder, await filesOf(folder), repository);
    return { result: { missing }, measured: { named } };
  },
  'no network': async ({ file }) => {
    const { address, port } = await somewhere();
    const program = path.join(import.meta.dirname, 'package/offline.ts');
    const node = [process.execPath, '--import', 'tsx', program, file, address, String(port)];
    // Everything of this machine, but of its network loopback alone.
    const alone = ['--dev-bind', '/', '/', '--unshare-net', '--die-with-parent', '--', ...node];
    const { stdout } = await execa('bwrap', alone, { cwd: repository });
    const { outwards, interfaces, suggestion, ...times } = JSON.parse(
      stdout.split('\n').at(-1) ?? '',
    ) as Readonly<Record<string, unknown>>;
    return {
      result: { outwards, interfaces, completes: suggestion !== '' },
      measured: { outwardsOtherwise: await connects(address, port), suggestion, ...times },
    };
  },
  'win32-x64': async () => await packed('win32-x64'),
  'darwin-arm64': async () => await packed('darwin-arm64'),
};

/** Packs for a platform that is not here: it depends on the registry whether that can be done. */
async function packed(target: string): Promise<Omit<Row, 'id'>> {
  const script = ['--import', 'tsx', 'scripts/package.ts', target];
  const { failed, stdout, stderr } = await execa('node', script, {
    cwd: repository,
    reject: false,
  });
  if (!failed) return { result: {}, measured: { packed: stdout.split('\n').at(-1) } };
  return { result: {}, measured: { failed: /^Error: .*/m.exec(stderr)?.[0] ?? stderr } };
}

async function run(id: string): Promise<Row> {
  const row = rows[id];
  if (!row) throw new Error(`there is no row ${id}`);
  return { id, ...(await row(await (preparing ??= prepare()))) };
}

/** A value for a person. */
function words(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(words).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, each]) => `${name} ${words(each)}`)
    .join('; ');
}

/** The packaged file: how large, what is in it, whom it names, and whether it works offline. */
export const benchmark: Benchmark = {
  seeds: {},
  rows: () => Promise.resolve(Object.keys(rows)),
  run,
  summarise: (done) =>
    done.map(({ id, result, measured }) => `${id}: ${words({ ...result, ...measured })}`),
  dispose: async () => {
    await rm((await preparing)?.extensions ?? '', { recursive: true, force: true });
  },
};
