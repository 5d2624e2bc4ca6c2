/**
 * Folders known by name. A name says little by itself: a folder that holds a tracked file is source,
 * whatever it is called, and the callers see to that.
 */

/** Installed code: read, never written, mounted from the user's tree instead of copied. */
const dependencyFolders = new Set([
  'node_modules',
  'bower_components',
  '.pnpm-store',
  '.yarn',
  '.venv',
  'venv',
  '.direnv',
  '.tox',
  '.nox',
  '__pypackages__',
  'vendor',
  '.bundle',
]);

/** What tools remember and can make again: of no use to a copy that has not made it itself. */
const cacheFolders = new Set([
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.hypothesis',
  '.nyc_output',
  '.cache',
  '.parcel-cache',
  '.turbo',
  '.gradle',
  'coverage',
  'htmlcov',
]);

/** What builds make; tests may need it. */
const outputFolders = new Set(['target', 'build', 'dist', 'out', '.next', '.nuxt', '.svelte-kit']);

/** A file that makes its folder a virtual environment, whatever the folder's name. */
export const environmentMark = 'pyvenv.cfg';

/** Metadata of an editable install: lies in the source tree, belongs to the environment. */
const editableMetadata = '.egg-info';

/** Folders that runners make inside `node_modules`, by the package that does. */
export const runnerCaches: Readonly<Record<string, readonly string[]>> = {
  vite: ['.vite', '.vite-temp'],
  vitest: ['.vite', '.vite-temp'],
};

/** Is this the name of a folder that holds dependencies? */
export function isDependencyName(name: string): boolean {
  return dependencyFolders.has(name) || name.endsWith(editableMetadata);
}

/** Is this the name of a cache that its tool makes again? */
export function isCacheName(name: string): boolean {
  return cacheFolders.has(name);
}

/** Is this the name of a folder that builds write: output or cache? */
export function isBuildOutputName(name: string): boolean {
  return outputFolders.has(name) || cacheFolders.has(name);
}
