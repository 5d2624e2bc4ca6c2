import { existsSync, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

export interface PackedFile {
  /** Relative to the package, with `/`. */
  readonly name: string;
  readonly bytes: number;
}

/** All files of an installed extension. */
export async function filesOf(folder: string): Promise<PackedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ name: path.relative(folder, file), bytes: statSync(file).size }));
}

/** What a file is there for, by where it lies: the first that matches. */
const kinds: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['model', /^media\/models\//],
  ['engine', /^node_modules\/@node-llama-cpp\//],
  ['library of the engine', /^node_modules\//],
  ['grammars', /^dist\/grammars\//],
  ['code', /^dist\//],
  ['icons, reporters', /^media\//],
  ['texts', /^/],
];

/** How many files and megabytes there are of each kind. */
export function byKind(files: readonly PackedFile[]): Record<string, string> {
  const kindOf = ({ name }: PackedFile) => kinds.find(([, pattern]) => pattern.test(name))?.[0];
  return Object.fromEntries(
    kinds.map(([kind]) => {
      const of = files.filter((file) => kindOf(file) === kind);
      return [kind, `${of.length} files, ${megabytes(of)} MB`];
    }),
  );
}

export function megabytes(files: readonly PackedFile[]): string {
  return (files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1);
}

const notForUsers = [
  /^(?:src|test|bench|scripts|shared|\.ci|\.git)\//,
  /^dist\/(?:cli\.js|metafile\.json)$/,
  /\.(?:map|[cm]?tsx?|jsonl|lib|bundle|vsix)$/,
  /^node_modules\/@node-llama-cpp\/.*(?:cuda|vulkan)/,
];

/** Sources, tests, maps, data and engines for what is no processor: none may be packed. */
export function unwanted(files: readonly PackedFile[]): string[] {
  return files.map(({ name }) => name).filter((name) => notForUsers.some((no) => no.test(name)));
}

/** Links and pictures of the packed README that lead to nothing that is packed. */
export function brokenLinks(folder: string): string[] {
  const readme = readFileSync(path.join(folder, 'readme.md'), 'utf8');
  const targets = [...readme.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? '');
  // vsce packs LICENSE as LICENSE.txt.
  const leads = (to: string) => ['', '.txt'].some((end) => existsSync(path.join(folder, to + end)));
  return targets.filter((to) => !/^https?:/.test(to) && !leads(to));
}
