import { fromFolder, fromRoot } from './invoke.ts';
import { idFile } from './javascript-ids.ts';
import { listJavaScript } from './listing-javascript.ts';
import { isRunnerConfiguration, isTestFile } from './protected.ts';
import type { Canary, Runner, TestCommand } from './runner.ts';

/** What the runners of JavaScript have in common: ids are `file > suite > test`. */
export const javascriptFiles: Pick<Runner, 'isTestFile' | 'isConfiguration' | 'fileOf' | 'list'> = {
  isTestFile,
  isConfiguration: isRunnerConfiguration,
  fileOf(id, command) {
    const file = idFile(id);
    return file === null ? null : fromRoot(command, file);
  },
  list: async (file, command, syntax) =>
    await listJavaScript({ ...file, path: fromFolder(command, file.path) }, syntax),
};

/**
 * A canary at `path` (relative to the copy's root). `head`: lines that bring `test` and what its
 * bodies call; `check`: an expression that throws unless `random` has this many characters.
 */
export function javascriptCanary(
  command: TestCommand,
  { path, random }: { readonly path: string; readonly random: string },
  head: readonly string[],
  check: (length: number) => string,
): Canary {
  const id = (name: string) => `${fromFolder(command, path)} > ${random} ${name}`;
  const text = [
    ...head,
    '',
    `test('${random} a', () => ${check(random.length)});`,
    `test('${random} b', () => ${check(random.length + 1)});`,
    '',
  ].join('\n');
  return { path, text, passing: id('a'), failing: id('b') };
}
