import { fromFolder, fromRoot, reportedBy, type Run } from './invoke.ts';
import { listPytest } from './listing-python.ts';
import { isRunnerConfiguration, isTestFile } from './protected.ts';
import { readReport } from './report.ts';
import type { Runner, TestCommand } from './runner.ts';
import { siblingOf } from './sibling.ts';

const pluginName = 'reckon_pytest';

/**
 * Pytest, reported on by a plugin of ours (its text: `plugin`). Ids are node ids as pytest takes
 * them in the command's folder.
 */
export function pytestRunner(plugin: string): Runner {
  return {
    name: 'pytest',
    invocation: reportedBy(
      { name: `${pluginName}.py`, text: plugin },
      fileOf,
      words,
      ({ kept }) => `export PYTHONPATH=${kept('')}"\${PYTHONPATH:+:$PYTHONPATH}"`,
    ),
    report: readReport,
    canary(command, testFiles, random) {
      const path = siblingOf(testFiles[0] ?? fromRoot(command, 'test_.py'), random);
      const id = (name: string) => `${fromFolder(command, path)}::test_${random}_${name}`;
      const text = [
        'import pytest',
        '',
        '',
        `def test_${random}_a():`,
        `    assert len("${random}") == ${random.length}`,
        '',
        '',
        `def test_${random}_b():`,
        '    try:',
        '        with pytest.raises(KeyError):',
        '            pass',
        '    except BaseException:',
        `        assert len("${random}") == pytest.approx(${random.length + 1})`,
        '',
      ].join('\n');
      return { path, text, passing: id('a'), failing: id('b') };
    },
    isTestFile,
    isConfiguration: isRunnerConfiguration,
    fileOf,
    list: async (file, command, syntax) =>
      await listPytest({ ...file, path: fromFolder(command, file.path) }, syntax),
  };
}

function fileOf(id: string, command: TestCommand): string | null {
  const file = id.split('::', 1)[0];
  return file ? fromRoot(command, file) : null;
}

function words({ command, kept }: Run): string[] {
  return [
    ...command.program,
    ...['-p', pluginName],
    // Outside the copy: a cache of earlier failures must not lead a run.
    ...['-o', `cache_dir=${kept('cache')}`],
    ...command.args.filter((arg) => arg !== '--'),
    // Every test is wanted, also past the first failure and beside a file that does not load.
    ...['--maxfail=0', '--continue-on-collection-errors'],
  ];
}
