import { goReportName, readGoReport } from './go-report.ts';
import { inExchange, shellText } from './invoke.ts';
import { readGoTests, type GoTestFile } from './listing-go.ts';
import { rawWords, readOptions, type Argument } from './options.ts';
import { isRunnerConfiguration, isTestFile } from './protected.ts';
import type { Canary, Runner, Selection, TestCommand } from './runner.ts';
import { siblingOf } from './sibling.ts';
import { quote } from './words.ts';

/** Options whose value may be the next word. */
const valued =
  /^--?(C|asmflags|bench|benchtime|blockprofile|blockprofilerate|buildmode|compiler|count|covermode|coverpkg|coverprofile|cpu|cpuprofile|exec|fuzz|fuzzminimizetime|fuzztime|gccgoflags|gcflags|installsuffix|ldflags|list|memprofile|memprofilerate|mod|modfile|mutexprofile|o|outputdir|overlay|p|parallel|pgo|pkgdir|run|shuffle|skip|tags|timeout|toolexec|trace|vet)$/;
const replaced = /^--?(json|count|failfast|run)$/;

/**
 * `go test`, which reports by itself (`-json`). Ids are `package.Test/sub`, the package by its import
 * path. An id names no file: those are known from the listing of the test files.
 */
export function goTestRunner(): Runner {
  const listed = new Map<string, GoTestFile>();
  const fileOf = (id: string): string | null => {
    const { importPath, test } = partsOf(id);
    for (const [file, known] of listed) {
      if (known.importPath === importPath && known.tests.includes(test)) return file;
    }
    return null;
  };
  return {
    name: 'go test',
    invocation: (command, selection, exchange, canary) => ({
      argv: ['sh', '-c', shellText(command, words(command, selection, exchange, canary))],
      // Nothing can be fetched from inside: said at once instead of after a wait.
      env: { GOPROXY: 'off' },
      inputs: {},
    }),
    report: readGoReport,
    canary(_command, testFiles, random) {
      const beside = testFiles.find((file) => listed.has(file));
      const known = beside === undefined ? undefined : listed.get(beside);
      return beside === undefined || !known ? null : canaryOf(beside, known, random);
    },
    isTestFile,
    isConfiguration: isRunnerConfiguration,
    fileOf,
    async list(file, _command, syntax, read) {
      if (!file.path.endsWith('_test.go')) return [];
      const found = await readGoTests(file, syntax, read);
      listed.set(file.path, found);
      const { importPath, tests } = found;
      return importPath === null ? [] : tests.map((test) => `${importPath}.${test}`);
    },
  };
}

/** The package and the top-level test of an id. */
function partsOf(id: string): { importPath: string; test: string } {
  const [, importPath = '', test = ''] =
    /^(.*?)\.((?:Test|Fuzz|Example)(?!\p{Ll})[^/]*)/u.exec(id) ?? [];
  return { importPath, test };
}

function words(
  command: TestCommand,
  selection: Selection,
  exchange: string,
  canary: Canary | undefined,
): string[] {
  const end = command.args.findIndex((arg) => /^--?args$/.test(arg));
  const args = readOptions(end < 0 ? command.args : command.args.slice(0, end), (option) =>
    valued.test(option) ? 1 : 0,
  );
  const isPackage = ({ option }: Argument) => option === null;
  const options = args.filter((each) => !isPackage(each) && !replaced.test(each.option ?? ''));
  const packages = new Set(
    selection === 'all' ? [] : selection.map((id) => partsOf(id).importPath),
  );
  return [
    ...command.program,
    ...rawWords(options),
    // Every test is to run, also where it ran before with the same files.
    ...['-json', '-count=1'],
    ...runPattern(args, selection, canary),
    ...(packages.size > 0 ? [...packages].map(quote) : rawWords(args.filter(isPackage))),
    ...(end < 0 ? [] : command.args.slice(end)),
    `>${inExchange(exchange, goReportName)}`,
  ];
}

/** Top-level tests by name: what is in them runs with them. The canary is let through. */
function runPattern(
  args: readonly Argument[],
  selection: Selection,
  canary: Canary | undefined,
): string[] {
  const own = canary ? [canary.passing, canary.failing] : [];
  const exactly = (ids: readonly string[]) =>
    `^(${[...new Set(ids.map((id) => partsOf(id).test))].join('|')})$`;
  if (selection !== 'all') return [`-run=${quote(exactly([...selection, ...own]))}`];
  const given = args.findLast(({ option }) => /^--?run$/.test(option ?? ''))?.value ?? null;
  if (given === null) return [];
  return [`-run=${quote(own.length > 0 ? `${given}|${exactly(own)}` : given)}`];
}

/** In the package of the file beside it, under names of its own. */
function canaryOf(beside: string, { packageName, importPath }: GoTestFile, random: string): Canary {
  const id = (name: string) => `${importPath ?? ''}.Test_${random}_${name}`;
  const test = (name: string, length: number) => [
    '',
    `func Test_${random}_${name}(t *testing.T) {`,
    `\tif len("${random}") != ${length} {`,
    `\t\tt.Fatal("${random}")`,
    '\t}',
    '}',
  ];
  const text = [
    `package ${packageName}`,
    '',
    'import "testing"',
    ...test('a', random.length),
    ...test('b', random.length + 1),
    '',
  ].join('\n');
  return { path: siblingOf(beside, random), text, passing: id('a'), failing: id('b') };
}
