let table: Readonly<Record<string, string>> = {};

/** Takes the words of the user's language, by their English. */
export function setStrings(strings: Readonly<Record<string, string>>): void {
  table = strings;
}

/** A text in the user's language; `{0}`, `{1}`, … stand for the arguments. */
export function t(message: string, ...args: readonly (string | number)[]): string {
  const text = Object.hasOwn(table, message) ? (table[message] ?? message) : message;
  return text.replaceAll(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)] ?? ''));
}
