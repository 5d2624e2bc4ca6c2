/** A line of a file (from 1) that a failing test's output names. */
export interface Mention {
  readonly path: string;
  readonly line: number;
}

const patterns = [
  /File "([^"\n]+)", line (\d+)/g, // Python
  /([^\s()'"`]+\.[A-Za-z]{1,4}):(\d+)(?::\d+)?/g, // JavaScript, TypeScript, pytest, compilers
];

/**
 * The workspace's own lines that a failure's text names, innermost call last as Python prints them,
 * each once. `paths`: the workspace's files; a name matches the file it is or ends with.
 */
export function mentionsIn(output: string, paths: readonly string[]): Mention[] {
  const found = new Map<string, Mention>();
  for (const pattern of patterns) {
    for (const [, name = '', line = '0'] of output.matchAll(pattern)) {
      const clean = name
        .replace(/^file:\/\//, '')
        .replaceAll('\\', '/')
        .replace(/^\.\//, '');
      // Of several, the longest: a deeper `index.js` is not the one at the top.
      const path = paths
        .filter((known) => clean === known || clean.endsWith(`/${known}`))
        .reduce((longest, known) => (known.length > longest.length ? known : longest), '');
      if (path) found.set(`${path}:${line}`, { path, line: Number(line) });
    }
  }
  return [...found.values()];
}
