import path from 'node:path';
import { languageOf } from '../base/syntax.ts';
import type { WorkspaceFiles } from './files.ts';
import { mentionsIn } from './localise/mentions.ts';

/** What is known of where a fault may lie, before anything is measured. */
export interface Clues {
  readonly files: WorkspaceFiles;
  /** Must a repair leave this alone (a test, its configuration), or may no model see it? */
  readonly isOffLimits: (path: string) => boolean;
  /** Files of the failing tests. */
  readonly testFiles: readonly string[];
  /** What the failing tests said. */
  readonly output: string;
  /** Files that the user has open, most recent first. */
  readonly open: readonly string[];
}

const mentionedWeight = 4;
const openWeight = 1;
/** By distance over imports from a failing test: its own imports, theirs, and so on. */
const importWeights = [3, 2, 1];

/**
 * The source files that a repair may touch, likeliest first: named by the failing tests' output,
 * imported by the tests (directly, then through others), open in the editor. Files without any of
 * these come last, in the order of their paths.
 */
export async function rankSources(clues: Clues): Promise<string[]> {
  const { files, isOffLimits, output, open } = clues;
  const weights = await importedFrom(clues.testFiles, files);
  const add = (file: string, weight: number) => {
    weights.set(file, (weights.get(file) ?? 0) + weight);
  };
  for (const file of new Set(mentionsIn(output, files.paths).map((m) => m.path))) {
    add(file, mentionedWeight);
  }
  for (const file of open) add(file, openWeight);
  return files.paths
    .filter((file) => languageOf(file) !== null && !isOffLimits(file))
    .sort((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0) || (a < b ? -1 : 1));
}

/** Weights of the files that the tests import, over at most as many steps as there are weights. */
async function importedFrom(
  testFiles: readonly string[],
  files: WorkspaceFiles,
): Promise<Map<string, number>> {
  const weights = new Map<string, number>();
  const paths = new Set(files.paths);
  let layer = [...testFiles];
  for (const weight of importWeights) {
    const next = new Set<string>();
    for (const file of layer) {
      const text = await files.read(file);
      for (const name of importsOf(file, text ?? '')) {
        const target = resolveImport(file, name, paths);
        if (target && !weights.has(target)) next.add(target);
      }
    }
    for (const file of next) weights.set(file, weight);
    layer = [...next];
  }
  return weights;
}

const importPatterns: readonly RegExp[] = [
  /^\s*from\s+([.\w]+)\s+import\b/gm, // Python
  /^\s*import\s+([\w.]+)/gm, // Python
  /\bfrom\s*['"]([^'"]+)['"]/g, // JavaScript
  /\b(?:import|require)\s*\(?\s*['"]([^'"]+)['"]/g, // JavaScript
];

/** The names that a source imports, as written. */
export function importsOf(file: string, text: string): string[] {
  const patterns = file.endsWith('.py') ? importPatterns.slice(0, 2) : importPatterns.slice(2);
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
}

/** The workspace's file that an import means; undefined for a package or what cannot be found. */
export function resolveImport(
  from: string,
  name: string,
  paths: ReadonlySet<string>,
): string | undefined {
  const stems = from.endsWith('.py') ? pythonStems(from, name) : scriptStems(from, name);
  for (const stem of stems) {
    const found = endings.find((ending) => paths.has(stem + ending));
    if (found !== undefined) return stem + found;
  }
  return undefined;
}

const endings = [
  '',
  ...['.py', '/__init__.py', '.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.jsx'],
  ...['/index.ts', '/index.js', '/index.mjs'],
];

function scriptStems(from: string, name: string): string[] {
  if (!name.startsWith('.')) return [];
  const stem = path.posix.join(path.posix.dirname(from), name);
  // TypeScript imports `./a.js` and means `./a.ts`.
  return [stem, stem.replace(/\.[cm]?js$/, '')];
}

/** A dotted name below the importing file's folder and each of its ancestors. */
function pythonStems(from: string, name: string): string[] {
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  const tail = name.slice(dots).replaceAll('.', '/');
  const folders: string[] = [];
  for (let folder = path.posix.dirname(from); ; folder = path.posix.dirname(folder)) {
    folders.push(folder);
    if (folder === '.' || folder === '/') break;
  }
  const starts = dots > 0 ? folders.slice(dots - 1, dots) : [...folders, 'src'];
  return starts.map((folder) => path.posix.join(folder, tail));
}
