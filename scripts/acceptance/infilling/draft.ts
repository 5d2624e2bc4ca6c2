/** Tokens in a row that must have stood before, the longest tried first. */
const patterns = [4, 3, 2];

/**
 * What may come next, by what came before: the tokens that followed the latest earlier occurrence of
 * the last few ones (prompt lookup). Never more than `most`; none where nothing repeats.
 */
export function draftFrom(tokens: readonly number[], most: number): readonly number[] {
  for (const length of patterns) {
    const start = tokens.length - length;
    for (let at = start - 1; at >= 0; at--) {
      if (repeats(tokens, at, start)) return tokens.slice(at + length, at + length + most);
    }
  }
  return [];
}

/** Do the tokens from `start` to the end also stand at `at`? */
function repeats(tokens: readonly number[], at: number, start: number): boolean {
  for (let i = start; i < tokens.length; i++) {
    if (tokens[i] !== tokens[at + i - start]) return false;
  }
  return true;
}
