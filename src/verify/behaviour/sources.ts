import type { FileEdit, Patch } from '../../base/edit.ts';
import type { Failure } from '../../base/failure.ts';
import { languageOf, type Syntax } from '../../base/syntax.ts';
import { changedFunctions, functionsOf } from './functions.ts';
import { watchSource } from './watch.ts';

/** The sources that patches change, as far as their functions can be watched. */
export interface ChangedSources {
  /** The first patch that changes each source, with its functions watched. */
  readonly watched: readonly FileEdit[];
  /** Does any patch change the function of this id? */
  readonly isChanged: (id: string) => boolean;
  /** What is changed, for a person. */
  readonly names: string;
}

/** The id of a function in recordings. */
export function functionId(path: string, name: string): string {
  return `${path}#${name}`;
}

/** Parses what the patches change. A failure where no patch changes a source with known functions. */
export async function readSources(
  patches: readonly Patch[],
  syntax: Syntax,
): Promise<ChangedSources | Failure> {
  const watched = new Map<string, FileEdit>();
  const changed = new Set<string>();
  for (const edit of patches.flat()) {
    const { path, before, after } = edit;
    const language = languageOf(path);
    if (!language || before === null || after === null) continue;
    const [oldTree, newTree] = [
      await syntax.parse(language, before),
      await syntax.parse(language, after),
    ];
    try {
      const [old, now] = [oldTree.rootNode, newTree.rootNode].map((root) => ({
        root,
        functions: functionsOf(language, root),
      }));
      if (!old?.functions || !now?.functions) continue;
      const names = changedFunctions(
        { ...old, functions: old.functions },
        { ...now, functions: now.functions },
      );
      for (const name of names) changed.add(functionId(path, name));
      if (watched.has(path)) continue;
      const id = (name: string) => functionId(path, name);
      watched.set(path, {
        path,
        before,
        after: watchSource(after, language, now.root, now.functions, id),
      });
    } finally {
      oldTree.delete();
      newTree.delete();
    }
  }
  if (watched.size === 0) {
    const why = 'The patches change no source of Python, JavaScript or TypeScript.';
    return { code: 'no-functions', why };
  }
  const isChanged = (id: string) =>
    changed.has(id) || changed.has(functionId(id.slice(0, id.indexOf('#')), '*'));
  return { watched: [...watched.values()], isChanged, names: [...changed].join(', ') };
}
