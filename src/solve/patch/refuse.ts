import type { FileEdit, Patch } from '../../base/edit.ts';
import type { Failure } from '../../base/failure.ts';
import type { Syntax } from '../../base/syntax.ts';
import { changesRunnerSettings, isProtected, isTestFile } from '../../runner/protected.ts';
import { linkOnTheWay } from './links.ts';
import { pathFault } from './paths.ts';
import { changesTestItems } from './test-items.ts';

/** The largest patch that is tried. */
export const patchLimits = { files: 50, fileBytes: 1 << 20 } as const;

/** What must be known of the workspace to judge a patch. */
export interface RefusalContext {
  /** Is this path of the workspace (a file or a folder) a symbolic link or a junction? */
  isLink(path: string): Promise<boolean>;
  /** Set where writing tests is what the task asks for. */
  readonly testsAreGoal?: boolean;
  readonly syntax: Syntax;
  /** Is this file a test beside those that are named like one? */
  isTest(path: string): boolean;
  /** Does the runner find tests in this source file (examples in its documentation)? */
  findsTestsIn(path: string): boolean;
}

/**
 * Why a patch is not tried, null where it may be. Codes: those of `pathFault`, `patch-too-large`,
 * `path-twice`, `path-link`, `changes-tests`, `changes-runner`.
 */
export async function refusePatch(patch: Patch, context: RefusalContext): Promise<Failure | null> {
  if (patch.length > patchLimits.files) {
    const why = `The patch changes ${patch.length} files; at most ${patchLimits.files} are allowed.`;
    return { code: 'patch-too-large', why };
  }
  const seen = new Set<string>();
  for (const edit of patch) {
    const folded = edit.path.normalize('NFC').toLowerCase();
    if (seen.has(folded)) {
      return { code: 'path-twice', why: `The patch names ${edit.path} twice.` };
    }
    seen.add(folded);
    const fault =
      pathFault(edit.path) ??
      tooLarge(edit) ??
      (await throughLink(edit.path, context)) ??
      runnerFault(edit) ??
      (context.testsAreGoal ? null : await testFault(edit, context));
    if (fault) return fault;
  }
  return null;
}

function tooLarge({ path, after }: FileEdit): Failure | null {
  if (after === null || Buffer.byteLength(after) <= patchLimits.fileBytes) return null;
  return { code: 'patch-too-large', why: `The patch makes ${path} larger than 1 MB.` };
}

async function throughLink(path: string, context: RefusalContext): Promise<Failure | null> {
  const link = await linkOnTheWay(path, (upper) => context.isLink(upper));
  return link === null
    ? null
    : { code: 'path-link', why: `The patch goes through ${link}, which is a link.` };
}

function runnerFault(edit: FileEdit): Failure | null {
  // Some systems take names of another case for the same file.
  const shadows = isProtected(edit.path) || isProtected(edit.path.toLowerCase());
  if (!shadows && !changesRunnerSettings(edit)) return null;
  return { code: 'changes-runner', why: `The patch changes how tests are run, in ${edit.path}.` };
}

async function testFault(edit: FileEdit, context: RefusalContext): Promise<Failure | null> {
  const examplesRun = context.findsTestsIn(edit.path);
  const { path } = edit;
  const isTest = isTestFile(path) || isTestFile(path.toLowerCase()) || context.isTest(path);
  if (!isTest && !(await changesTestItems(edit, context.syntax, examplesRun))) return null;
  return { code: 'changes-tests', why: `The patch changes tests, in ${edit.path}.` };
}
