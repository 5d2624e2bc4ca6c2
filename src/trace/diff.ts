import { createTwoFilesPatch } from 'diff';
import type { Patch } from '../base/edit.ts';

/** A patch as a unified diff for people to read; '' for an empty one. */
export function diffText(patch: Patch): string {
  return patch.map(({ path, before, after }) => fileDiff(path, before, after)).join('');
}

function fileDiff(path: string, before: string | null, after: string | null): string {
  const from = before === null ? '/dev/null' : `a/${path}`;
  const to = after === null ? '/dev/null' : `b/${path}`;
  const text = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, {
    context: 3,
  });
  // The library opens with a rule of equals signs, which git's diffs do not have.
  return text.slice(text.indexOf('--- '));
}
