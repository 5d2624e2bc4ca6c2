import { fromFolder, fromRoot } from './invoke.ts';
import { idFile } from './javascript-ids.ts';
import { listJavaScript } from './listing-javascript.ts';
import { isRunnerConfiguration, isTestFile } from './protected.ts';
import type { Runner } from './runner.ts';
import { siblingOf } from './sibling.ts';

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
 * Canaries beside the first test file. `start`: lines that bring `test` and what its bodies call;
 * `check`: an expression that throws unless the text has this many characters; `file`: where there
 * is no test file yet; `extension`: what the canary's must be, whatever the others have.
 */
export function javascriptCanary(kind: {
  readonly start: readonly string[];
  readonly check: (text: string, length: number) => string;
  readonly file: string;
  readonly extension?: string;
}): Runner['canary'] {
  const { start, check, extension } = kind;
  return (command, testFiles, random) => {
    const path = siblingOf(testFiles[0] ?? fromRoot(command, kind.file), random, extension);
    const id = (name: string) => `${fromFolder(command, path)} > ${random} ${name}`;
    const text = [
      ...start,
      '',
      `test('${random} a', () => ${check(`'${random}'`, random.length)});`,
      `test('${random} b', () => ${check(`'${random}'`, random.length + 1)});`,
      '',
    ].join('\n');
    return { path, text, passing: id('a'), failing: id('b') };
  };
}
