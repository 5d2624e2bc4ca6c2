import { createHash } from 'node:crypto';
import type { Patch } from '../../base/edit.ts';
import { plainText } from './text.ts';

/**
 * A patch as a text that is the same for patches that differ in nothing but white space at line
 * ends, runs of empty lines, line ends and byte order marks.
 */
export function normalisedPatch(patch: Patch): string {
  const files = patch.map(({ path, after }) => [path, after === null ? null : normalised(after)]);
  return JSON.stringify(files);
}

/** SHA-256 of the normalised patch, in hexadecimal: its identity among the samples of a run. */
export function patchHash(patch: Patch): string {
  return createHash('sha256').update(normalisedPatch(patch)).digest('hex');
}

function normalised(text: string): string {
  return plainText(text)
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}
