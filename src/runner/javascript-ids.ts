const separator = ' > ';
/** A longer pattern is left out (code units): one argument of a program holds 128 KiB at most. */
const longestPattern = 60_000;

/** The file of an id `file > suite > test`; null where it names none. */
export function idFile(id: string): string | null {
  const end = id.indexOf(separator);
  return end <= 0 ? null : id.slice(0, end);
}

/**
 * A pattern of a regular expression for the own names of tests. A title may hold the separator
 * itself, so every end of an id counts as a name. Null where there is none, or too much.
 */
export function namePattern(ids: readonly string[]): string | null {
  return anyOf(
    ids.flatMap((id) => {
      const names = id.split(separator).slice(1);
      return names.map((_, first) => escape(names.slice(first).join(separator)));
    }),
  );
}

/** A pattern for full names, of the suites and the test, with a space or the separator between. */
export function fullNamePattern(ids: readonly string[]): string | null {
  return anyOf(ids.map((id) => id.split(separator).slice(1).map(escape).join(`( |${separator})`)));
}

/** Vitest 1 puts the empty name of an outermost suite before full names. */
function anyOf(parts: readonly string[]): string | null {
  const pattern = `^\\s*(${[...new Set(parts)].join('|')})$`;
  return parts.length === 0 || pattern.length > longestPattern ? null : pattern;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll('\n', '\\n');
}
