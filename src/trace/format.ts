/** `38 s`, `4.1 s`, `2 min 5 s`: a time given in milliseconds, as short as it is still telling. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** A number for people: three significant digits, no exponent where it can be helped. */
export function figure(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(3)));
}

/** `1 sample`, `2 samples`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

// Terminals obey control characters, and bidirectional marks reorder what is read: text that comes
// from a model or a file shows them instead.
// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The text with every control and direction character spelt out; tabs and line feeds stay. */
export function printable(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(unprintable, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The text on one line of at most `width` characters. */
export function clip(text: string, width: number): string {
  const line = printable(text.replace(/\s+/g, ' ').trim());
  const chars = Array.from(line);
  return chars.length <= width ? line : chars.slice(0, Math.max(0, width - 1)).join('') + '…';
}

/** The text's words in lines of at most `width` characters, each indented; longer words stand alone. */
export function wrap(text: string, width: number, indent = ''): string[] {
  return fill(text.split(/\s+/), ' ', width, indent);
}

/** `41 tests · 38 s`: facts in lines of at most `width` characters, broken only between two of them. */
export function facts(parts: readonly string[], width: number, indent = ''): string[] {
  return fill(parts, ' · ', width, indent);
}

function fill(parts: readonly string[], joint: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of parts.filter(Boolean).map(printable)) {
    const longer = line === '' ? part : line + joint + part;
    if (line !== '' && indent.length + longer.length > width) {
      lines.push(indent + line);
      line = part;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, indent + line];
}
