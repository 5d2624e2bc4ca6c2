/** The words and signs of a piece of code: what an edit to it is counted in. */
export function signs(text: string): string[] {
  return text.match(/\w+|[^\w\s]/g) ?? [];
}

/**
 * How many signs must be changed, added or removed to turn `original` into `text` (Levenshtein).
 * With `open`, `text` is only a beginning: the least over all beginnings of `original`, so that it
 * bounds from below what any continuation can have.
 */
export function editsBetween(
  original: readonly string[],
  text: readonly string[],
  open = false,
): number {
  let row = Array.from({ length: original.length + 1 }, (_, column) => column);
  for (const [line, sign] of text.entries()) {
    const next = [line + 1];
    for (const [column, other] of original.entries()) {
      next.push(
        Math.min(
          (row[column] ?? 0) + (sign === other ? 0 : 1),
          (row[column + 1] ?? 0) + 1,
          (next[column] ?? 0) + 1,
        ),
      );
    }
    row = next;
  }
  return open ? Math.min(...row) : (row.at(-1) ?? 0);
}
