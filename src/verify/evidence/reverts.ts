import { setImmediate } from 'node:timers/promises';
import { codeOf } from '../../base/code.ts';
import type { FileEdit, Patch } from '../../base/edit.ts';
import { languageOf, type Syntax } from '../../base/syntax.ts';
import { clip, count } from '../../trace/format.ts';
import { hunksOf, lineNames, withoutHunk, type Hunk } from './changes.ts';
import { type Found, piece } from './kinds.ts';
import { eachWithin, notices, type Setting } from './setting.ts';

/** A hunk, and whether a test fails without it; null where that was not found out. */
export interface Revert {
  readonly hunk: Hunk;
  readonly needed: boolean | null;
}

/** More hunks than these are not taken back one by one. */
const mostHunks = 20;

/**
 * Takes back each hunk of the sources alone: one without which the tests still pass is not demanded
 * by any test. Hunks of comments, and those without which the code does not parse, are left out.
 */
export async function revertHunks(
  setting: Setting,
  sources: readonly FileEdit[],
  signal: AbortSignal,
): Promise<Revert[]> {
  const { patch, syntax, baseline, jobs } = setting;
  const candidates: { hunk: Hunk; without: Patch }[] = [];
  for (const hunk of sources.flatMap((edit) => hunksOf(edit))) {
    // Parsing holds the clock up: let it strike.
    await setImmediate();
    if (signal.aborted || candidates.length === mostHunks) break;
    const without = withoutHunk(patch, hunk);
    if (await matters(patch, without, hunk.path, syntax)) candidates.push({ hunk, without });
  }
  const needed = await eachWithin(candidates, jobs, signal, async ({ without }) =>
    // Without any hunk it is the original, of which the baseline tells.
    without.length === 0 ? baseline.targets.length > 0 : notices(setting, without, 'suite', signal),
  );
  return candidates.map(({ hunk }, index) => ({ hunk, needed: needed[index] ?? null }));
}

/** Is a file without the hunk still code, and other code than with it? */
async function matters(patch: Patch, without: Patch, path: string, syntax: Syntax) {
  const textIn = (edits: Patch) => edits.find((edit) => edit.path === path);
  const original = textIn(patch)?.before ?? '';
  const [language, now, then] = [
    languageOf(path),
    textIn(patch)?.after ?? '',
    textIn(without)?.after ?? original,
  ];
  if (!language) return !prose.test(path);
  const reverted = await codeOf(syntax, language, then);
  return reverted !== null && reverted !== (await codeOf(syntax, language, now));
}

const prose = /\.(?:md|markdown|rst|txt|adoc)$/i;

/** What taking back the hunks says of the patch. `ended`: the budget did first. Pure. */
export function reportReverts(reverts: readonly Revert[], ended: boolean): Found {
  const known = reverts.filter(({ needed }) => needed !== null);
  const unneeded = known.filter(({ needed }) => needed === false);
  const value = known.length === 0 ? null : unneeded.length / known.length;
  const why =
    value === null
      ? 'No hunk was taken back alone.'
      : `Without ${unneeded.length} of ${count(known.length, 'hunk')} the tests still pass.`;
  return {
    pieces: [piece('hunks-unneeded', value, why)],
    suggestions: unneeded.map(({ hunk }) => ({
      path: hunk.path,
      line: hunk.start,
      why: `No test needs the change at ${nameOf(hunk)}.`,
    })),
    cut: ended ? [`The budget ended when ${count(known.length, 'hunk')} had been taken back.`] : [],
  };
}

/** Its lines, and the first of them that is no comment. */
function nameOf({ path, start, before, after }: Hunk): string {
  const lines = after.length > 0 ? after.map((_, index) => start + index) : [start];
  const text = [...after, ...before].find((line) => /^\s*[^\s#/*]/.test(line)) ?? '';
  return `${lineNames(lines)} of ${path} (${clip(text, 40)})`;
}
