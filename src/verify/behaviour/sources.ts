import type { FileEdit, Patch } from '../../base/edit.ts';
import type { Failure } from '../../base/failure.ts';
import { languageOf, type LanguageName, type Syntax } from '../../base/syntax.ts';
import { changedFunctions, functionsOf, type Source } from './functions.ts';
import { reachSource, watchSource } from './watch.ts';

/** The sources that patches change, as far as their functions can be watched and called. */
export interface ChangedSources {
  /** The first patch that changes each source, with its functions watched. */
  readonly watched: readonly FileEdit[];
  /** Does any patch change the function of this id? */
  readonly isChanged: (id: string) => boolean;
  /** What is changed, for a person. */
  readonly names: string;
  /** What must be written into a copy so that the functions of a patch (or of none) can be called. */
  readonly reachable: (patch: Patch) => Promise<FileEdit[]>;
}

/** The id of a function in recordings. */
function functionId(path: string, name: string): string {
  return `${path}#${name}`;
}

/** The source that a function's id names. */
export function pathOf(id: string): string {
  return id.slice(0, id.indexOf('#'));
}

/** Parses what the patches change. A failure where no patch changes a source with known functions. */
export async function readSources(
  patches: readonly Patch[],
  syntax: Syntax,
): Promise<ChangedSources | Failure> {
  const watched = new Map<string, FileEdit>();
  const changed = new Set<string>();
  for (const { path, before, after } of patches.flat()) {
    const language = languageOf(path);
    if (!language || before === null || after === null) continue;
    const names = await withSource(syntax, language, before, (old) =>
      withSource(syntax, language, after, (now) => {
        const text = watchSource(after, language, now, idsIn(path));
        const edit = { path, before, after: reachSource(text, language, now, idsIn(path)) };
        if (!watched.has(path)) watched.set(path, edit);
        return Promise.resolve(changedFunctions(old, now));
      }),
    );
    for (const name of names ?? []) changed.add(functionId(path, name));
  }
  if (watched.size === 0) {
    const why = 'The patches change no function of Python, JavaScript or TypeScript.';
    return { code: 'no-functions', why };
  }
  const sources = [...watched.values()];
  return {
    watched: sources,
    isChanged: (id) => changed.has(id) || changed.has(functionId(pathOf(id), '*')),
    names: [...changed].map((id) => id.replace('#*', '')).join(', '),
    reachable: (patch) => reachable(patch, sources, syntax),
  };
}

async function reachable(
  patch: Patch,
  sources: readonly FileEdit[],
  syntax: Syntax,
): Promise<FileEdit[]> {
  const untouched = sources
    .filter(({ path }) => !patch.some((edit) => edit.path === path))
    .map(({ path, before }) => ({ path, before, after: before }));
  const edits: FileEdit[] = [];
  for (const edit of [...patch, ...untouched]) {
    const { path, after } = edit;
    const language = languageOf(path);
    const isWatched = sources.some((source) => source.path === path);
    const text =
      language && isWatched && after !== null
        ? await withSource(syntax, language, after, (source) =>
            Promise.resolve(reachSource(after, language, source, idsIn(path))),
          )
        : after;
    edits.push({ ...edit, after: text ?? after });
  }
  return edits;
}

function idsIn(path: string): (name: string) => string {
  return (name) => functionId(path, name);
}

/** Gives a parsed source to `use` and frees it; null where the language's functions are not known. */
async function withSource<T>(
  syntax: Syntax,
  language: LanguageName,
  text: string,
  use: (source: Source) => Promise<T>,
): Promise<T | null> {
  const tree = await syntax.parse(language, text);
  try {
    const functions = functionsOf(language, tree.rootNode);
    return functions && (await use({ root: tree.rootNode, functions }));
  } finally {
    tree.delete();
  }
}
