import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { engineLibrary, fetchEngine, lockedEngine, type Target } from './engine.ts';
import { packagedManifest } from './manifest.ts';
import { readMetafile } from './metafile.ts';
import { packagedReadme } from './readme.ts';
import { exportStrings } from './strings.ts';

export const repository = path.resolve(import.meta.dirname, '../..');

/** What is packed as it is, beside what was built; the README's links lead there. */
const kept = [
  ...['dist/grammars', 'media', 'docs/trust.md'],
  ...['LICENSE', 'CHANGELOG.md', '.vscodeignore'],
];

const inRepository = (...parts: string[]) => path.join(repository, ...parts);
const readJson = async (file: string): Promise<unknown> =>
  JSON.parse(await readFile(inRepository(file), 'utf8'));

/**
 * Lays out what is packed for a platform, in an empty folder. vsce asks `npm ls` for what to pack,
 * and that refuses a tree whose optional CUDA packages are overridden: so it is given one that holds
 * the engine's own dependencies and nothing else.
 *
 * @param pictures whether the README's pictures have an address.
 */
export async function stage(folder: string, target: Target, pictures: boolean): Promise<void> {
  const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
  const engine = await lockedEngine(target, inRepository('package-lock.json'));
  await fetchEngine(engine, path.join(folder, 'node_modules'));
  for (const name of [...kept, ...(await builtFiles())]) {
    await cp(inRepository(name), path.join(folder, name), { recursive: true });
  }
  const { manifest, strings } = packagedManifest(await readJson('package.json'));
  await write('package.json', JSON.stringify(manifest, null, 2));
  await write('package.nls.json', JSON.stringify(strings, null, 2));
  await exportStrings(inRepository('src'), path.join(folder, 'l10n'));
  const readme = await readFile(inRepository('README.md'), 'utf8');
  await write('README.md', packagedReadme(readme, { pictures }));
  for (const from of await withDependencies(resolvePackage(engineLibrary, '.'))) {
    const own = inRepository(from, 'node_modules');
    const filter = (file: string) => !file.startsWith(own);
    await cp(inRepository(from), path.join(folder, from), { recursive: true, filter });
  }
}

/** What the last build made for the editor: no maps, and not the command line. */
async function builtFiles(): Promise<string[]> {
  const { outputs } = await readMetafile(repository);
  return Object.keys(outputs).filter((file) => !file.endsWith('.map') && file !== 'dist/cli.js');
}

/** The folder of a package as one in `folder` finds it, relative to the repository. */
export function resolvePackage(name: string, folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = path.join(at, 'node_modules', name);
    if (existsSync(inRepository(found, 'package.json'))) return found;
    if (at === '.') throw new Error(`${name} is not installed: run npm ci`);
  }
}

/** A package's folder and those of all that it depends on, as they are installed. */
export async function withDependencies(
  folder: string,
  found = new Set<string>(),
): Promise<Set<string>> {
  if (found.has(folder)) return found;
  found.add(folder);
  const { dependencies = {} } = (await readJson(path.join(folder, 'package.json'))) as {
    dependencies?: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    await withDependencies(resolvePackage(name, folder), found);
  }
  return found;
}
