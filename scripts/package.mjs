// Packs the extension for one platform: `npm run package` writes dist/reckon-linux-x64.vsix.
//
// vsce asks `npm ls` for what to pack, and that refuses a tree whose optional CUDA packages are
// overridden. So a folder is staged that holds the engine's own dependencies and nothing else.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '..');
const target = 'linux-x64';
const packagePath = path.join(repository, 'dist', `reckon-${target}.vsix`);
const mostBytes = 120e6;

/** What is packed beside the dependencies; `.vscodeignore` leaves some of it out. */
const files = ['dist', 'media', 'LICENSE', 'CHANGELOG.md', '.vscodeignore'];

const read = (file) => readFileSync(path.join(repository, file), 'utf8');

/** The folder of a package as one in `folder` finds it, relative to the repository. */
function resolvePackage(name, folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = path.join(at, 'node_modules', name);
    if (existsSync(path.join(repository, found, 'package.json'))) return found;
    if (at === '.') throw new Error(`${name} is not installed: run npm ci`);
  }
}

/** A package's folder and those of all that it depends on, as they are installed. */
function withDependencies(folder, found = new Set()) {
  if (found.has(folder)) return found;
  found.add(folder);
  const { dependencies = {} } = JSON.parse(read(path.join(folder, 'package.json')));
  for (const name of Object.keys(dependencies)) {
    withDependencies(resolvePackage(name, folder), found);
  }
  return found;
}

/** The manifest as a user's editor needs it: no tools of ours, one dependency. */
function stagedManifest() {
  const { devDependencies, overrides, scripts, allowScripts, dependencies, ...kept } = JSON.parse(
    read('package.json'),
  );
  void [devDependencies, overrides, scripts, allowScripts];
  delete kept.private;
  const engine = 'node-llama-cpp';
  return { ...kept, dependencies: { [engine]: dependencies[engine] } };
}

function stage(folder) {
  for (const name of files) {
    cpSync(path.join(repository, name), path.join(folder, name), {
      recursive: true,
      filter: (file) => !file.endsWith('.vsix'),
    });
  }
  // The marketplace takes no SVG.
  const readme = read('README.md').replaceAll(/^!\[[^\]]*\]\([^)]*\.svg\)\n/gm, '');
  writeFileSync(path.join(folder, 'README.md'), readme);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(stagedManifest(), null, 2));
  const engine = withDependencies(resolvePackage('node-llama-cpp', '.'));
  for (const from of [...engine, resolvePackage(`@node-llama-cpp/${target}`, '.')]) {
    const own = path.join(from, 'node_modules');
    const filter = (file) => !file.startsWith(path.join(repository, own));
    cpSync(path.join(repository, from), path.join(folder, from), { recursive: true, filter });
  }
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'reckon-package-'));
try {
  stage(folder);
  // Pinned, and no dependency of ours: it brings hundreds of packages that only this needs.
  const command = ['exec', '--yes', '--package=@vscode/vsce@3.9.2', '--', 'vsce', 'package'];
  const options = [
    '--target',
    target,
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    packagePath,
  ];
  execFileSync('npm', [...command, ...options], { cwd: folder, stdio: 'inherit' });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const { size } = statSync(packagePath);
console.log(`${path.relative(repository, packagePath)}: ${(size / 1e6).toFixed(1)} MB`);
if (size > mostBytes) throw new Error(`larger than ${mostBytes / 1e6} MB`);
