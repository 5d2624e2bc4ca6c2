import path from 'node:path';
import { fromRoot, reportedBy } from './invoke.ts';
import { listUnittest } from './listing-python.ts';
import { isRunnerConfiguration, isTestFile } from './protected.ts';
import { readReport } from './report.ts';
import type { Runner, TestCommand } from './runner.ts';
import { siblingOf } from './sibling.ts';
import { layoutOf, moduleOf } from './unittest-layout.ts';

const mainName = 'reckon_unittest.py';

/** Assertions with what they must not let pass. */
const mustFail = [
  ['assertEqual', [1, 2]],
  ['assertNotEqual', [1, 1]],
  ['assertTrue', [0]],
  ['assertFalse', [1]],
  ['assertIs', [1, 2]],
  ['assertIsNone', [1]],
  ['assertIn', [1, [2]]],
  ['assertNotIn', [1, [1]]],
  ['assertGreater', [1, 2]],
  ['assertLess', [2, 1]],
  ['assertAlmostEqual', [1, 2]],
  ['assertListEqual', [[1], [2]]],
  ['assertDictEqual', [{ a: 1 }, { a: 2 }]],
  ['assertCountEqual', [[1], [2]]],
  ['assertRegex', ['a', 'b']],
];

/** Python's unittest, run by a main program of ours (its text: `main`). Ids: `module.Class.test`. */
export function unittestRunner(main: string): Runner {
  return {
    name: 'unittest',
    invocation: reportedBy({ name: mainName, text: main }, fileOf, ({ command, kept }) => [
      // Ours stands in the place of `-m unittest`.
      ...command.program.slice(0, -2),
      kept(mainName),
      ...command.args,
    ]),
    report: readReport,
    canary(command, testFiles, random) {
      const file = siblingOf(testFiles[0] ?? fromRoot(command, 'test_.py'), random);
      const id = (name: string) =>
        `${moduleOf(file, layoutOf(command))}.Test${random}.test_${random}_${name}`;
      const text = [
        'import unittest',
        '',
        '',
        `class Test${random}(unittest.TestCase):`,
        `    def test_${random}_a(self):`,
        `        self.assertEqual(len("${random}"), ${random.length})`,
        '',
        `    def test_${random}_b(self):`,
        `        for name, given in ${JSON.stringify(mustFail)}:`,
        '            try:',
        '                getattr(self, name)(*given)',
        '            except AssertionError:',
        '                continue',
        '            return',
        '        with self.assertRaises(KeyError):',
        '            pass',
        '',
      ].join('\n');
      return { path: file, text, passing: id('a'), failing: id('b') };
    },
    isTestFile,
    isConfiguration: isRunnerConfiguration,
    fileOf,
    list: async (file, command, syntax) =>
      await listUnittest(file, moduleOf(file.path, layoutOf(command)), syntax),
  };
}

/** The module of an id stands before its last two names: a class in a class is no test. */
function fileOf(id: string, command: TestCommand): string | null {
  const names = id.split('.').slice(0, -2);
  if (names.length === 0) return null;
  return path.posix.join(layoutOf(command).top, `${names.join('/')}.py`);
}
