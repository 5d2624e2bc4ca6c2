/** The rows of a long list that are in sight. All lengths are CSS pixels. */
export interface Windowed {
  /** The first row that is drawn, and the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Room for the rows above and below that are not drawn. */
  readonly above: number;
  readonly below: number;
}

export interface ListShape {
  readonly rows: number;
  readonly rowHeight: number;
  /** The row that is open, and how much its inside adds to its height; null: none. */
  readonly open: { readonly index: number; readonly extra: number } | null;
}

/** Rows that are drawn past the edges, so that a scroll shows no gap before the next frame. */
const spare = 10;

/**
 * What of a list is drawn when its part from `top` to `bottom` is in sight (lengths from the list's
 * own top; both may lie outside it). Pure.
 */
export function windowed({ rows, rowHeight, open }: ListShape, top: number, bottom: number) {
  const offsetOf = (index: number) =>
    index * rowHeight + (open && index > open.index ? open.extra : 0);
  const rowAt = (offset: number) => {
    if (!open || offset < (open.index + 1) * rowHeight) return Math.floor(offset / rowHeight);
    return Math.max(open.index, Math.floor((offset - open.extra) / rowHeight));
  };
  const first = clamp(rowAt(top) - spare, 0, rows);
  const end = clamp(rowAt(bottom) + 1 + spare, first, rows);
  const shown: Windowed = {
    first,
    end,
    above: offsetOf(first),
    below: offsetOf(rows) - offsetOf(end),
  };
  return shown;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
