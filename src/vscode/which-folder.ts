import type { Failure } from '../base/failure.ts';
import type { Translate } from './translate.ts';

/** A folder of the workspace, as far as the choice needs it: `vscode.WorkspaceFolder` is one. */
export interface FolderLike {
  readonly name: string;
  readonly uri: { readonly scheme: string };
}

/** The folders that Reckon can work on: it copies files and runs programs on them. */
export function onDisk<F extends FolderLike>(folders: readonly F[]): F[] {
  return folders.filter(({ uri }) => uri.scheme === 'file');
}

/** Why none of the workspace's folders can be worked on; null where one can. */
export function whyNone(folders: readonly FolderLike[], t: Translate): Failure | null {
  if (onDisk(folders).length > 0) return null;
  const [first] = folders;
  if (!first) {
    return { code: 'no-folder', why: t('Open a folder: Reckon works with its tests.') };
  }
  const why = t(
    '{0} is on no disk that programs run on ({1}): Reckon copies files and runs tests on them. Open a clone.',
    first.name,
    first.uri.scheme,
  );
  return { code: 'virtual-folder', why };
}

/**
 * The folder that is meant without asking anybody: the named one, else the only one. The active one
 * is no answer: it may be another by the time that the user has agreed.
 */
export function folderMeant<F extends FolderLike>(
  folders: readonly F[],
  name: string | undefined,
  t: Translate,
): F | Failure {
  const none = whyNone(folders, t);
  if (none) return none;
  const known = onDisk(folders);
  const names = known.map((folder) => folder.name).join(', ');
  if (name !== undefined) {
    const named = known.find((folder) => folder.name === name);
    const why = t('No folder on a disk is called {0}; there is {1}.', name, names);
    return named ?? { code: 'unknown-folder', why };
  }
  const [only, ...others] = known;
  const why = t('There are several folders: name one of {0}.', names);
  return only && others.length === 0 ? only : { code: 'several-folders', why };
}
