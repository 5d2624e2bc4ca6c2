/** A suggestion that is there after no more than so many keystrokes is worth beginning at once. */
const keystrokes = 10;
/** Without a keystroke for as long as this many gaps between them, typing has most likely paused. */
const gaps = 2;
/** Nobody waits longer than this for a suggestion to be begun, in milliseconds. */
const longestMs = 300;

/**
 * Milliseconds to wait before a suggestion is begun: none where the model keeps up with who types,
 * else until a pause, since all that is begun before would be thrown away. `expectedMs` is what a
 * suggestion takes and `typingGapMs` what lies between keystrokes, in milliseconds; null: not known.
 */
export function debounceMs(expectedMs: number | null, typingGapMs: number | null): number {
  if (expectedMs === null || typingGapMs === null) return 0;
  if (expectedMs <= keystrokes * typingGapMs) return 0;
  return Math.min(longestMs, gaps * typingGapMs);
}
