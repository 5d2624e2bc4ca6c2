import path from 'node:path';
import { cargoOutputName, readCargoReport } from './cargo-report.ts';
import { inExchange, shellText } from './invoke.ts';
import { readRustFile, type RustFile } from './listing-rust.ts';
import { rawWords, readOptions, type Argument } from './options.ts';
import { isRunnerConfiguration, isTestFile } from './protected.ts';
import type { Canary, Runner, Selection, TestCommand } from './runner.ts';
import { quote } from './words.ts';

const wrapperName = 'reckon-cargo.sh';

/** Options whose value may be the next word, of cargo and of its test programs. */
const valued =
  /^(-[FjpZ]|--(bench|bin|color|config|example|exclude|features|jobs|lockfile-path|manifest-path|message-format|package|profile|target|target-dir|test))$/;
const valuedByTests = /^(-Z|--(color|format|logfile|shuffle-seed|skip|test-threads))$/;
const replaced = /^(-q|--(quiet|message-format|no-fail-fast))$/;
/** What changes how tests are told of. */
const replacedOfTests =
  /^(-[qZ]|--(color|format|logfile|no-capture|nocapture|quiet|report-time|show-output))$/;
/** Options that choose programs, so that the canary's must be chosen beside them. */
const chooses = /^--(bench|benches|bin|bins|example|examples|lib|test)$/;
/** More names are not passed on (code units): one argument list holds 128 KiB at least. */
const longestFilters = 60_000;

/**
 * `cargo test`: its messages, and its test programs run through a wrapper of ours (its text:
 * `wrapper`), which keeps them apart. Ids are `crate::module::test`; the file of one is known from
 * the listing of the sources.
 */
export function cargoRunner(wrapper: string): Runner {
  const listed = new Map<string, RustFile>();
  return {
    name: 'cargo test',
    invocation: (command, selection, exchange, canary) => ({
      argv: ['sh', '-c', shellText(command, words(command, selection, exchange, canary))],
      // Nothing can be fetched from inside: said at once instead of after a wait.
      env: { CARGO_NET_OFFLINE: 'true' },
      inputs: { [wrapperName]: wrapper },
    }),
    report: readCargoReport,
    canary(command, testFiles, random) {
      const known = testFiles.map((file) => listed.get(file)).find((file) => file !== undefined);
      // The examples in documentation, asked for alone, run beside nothing else.
      const alone = command.args.includes('--doc');
      return alone || !known?.findsTests ? null : canaryOf(known.folder, random);
    },
    isTestFile,
    holdsTests: (file) => file.endsWith('.rs'),
    isConfiguration: isRunnerConfiguration,
    fileOf: (id) => fileOf(id, listed),
    async list(file, _command, syntax, read) {
      if (!file.path.endsWith('.rs')) return [];
      const found = await readRustFile(file, syntax, read);
      if (!found) return [];
      listed.set(file.path, found);
      return found.tests.map((test) => `${found.module}::${test}`);
    },
  };
}

/** The file of an example, else that of the test, else of the innermost module that is known. */
function fileOf(id: string, listed: ReadonlyMap<string, RustFile>): string | null {
  const [, example] = /^(\S+\.rs) - /.exec(id) ?? [];
  if (example !== undefined) {
    return [...listed.keys()].find((file) => `/${file}`.endsWith(`/${example}`)) ?? null;
  }
  let nearest: { file: string; module: string } | null = null;
  for (const [file, { module, tests }] of listed) {
    if (tests.some((test) => id === `${module}::${test}`)) return file;
    if (id.startsWith(`${module}::`) && module.length > (nearest?.module.length ?? 0))
      nearest = { file, module };
  }
  return nearest?.file ?? null;
}

function words(
  command: TestCommand,
  selection: Selection,
  exchange: string,
  canary: Canary | undefined,
): string[] {
  const end = command.args.indexOf('--');
  const given = end < 0 ? command.args : command.args.slice(0, end);
  const args = readOptions(given, (option) => (valued.test(option) ? 1 : 0));
  const isFilter = ({ option }: Argument) => option === null;
  const options = args.filter((each) => !isFilter(each) && !replaced.test(each.option ?? ''));
  const own = readOptions(end < 0 ? [] : command.args.slice(end + 1), (option) =>
    valuedByTests.test(option) ? 1 : 0,
  ).filter(({ option }) => !replacedOfTests.test(option ?? ''));
  const wrapper = JSON.stringify(['sh', `${exchange}/${wrapperName}`]);
  const crate = canary && path.posix.basename(canary.path, '.rs');
  return [
    ...command.program,
    ...rawWords(options),
    // Every test is wanted, also past a program that failed.
    ...['--no-fail-fast', '--message-format=json-render-diagnostics'],
    ...['--config', quote(`target."cfg(all())".runner=${wrapper}`)],
    ...(crate && args.some(({ option }) => chooses.test(option ?? '')) ? [`--test=${crate}`] : []),
    '--',
    ...filters([...args.filter(isFilter), ...own], selection, canary),
    `>${inExchange(exchange, cargoOutputName)}`,
  ];
}

/** The test programs' own arguments; names add up, and the canary's are let through. */
function filters(
  given: readonly Argument[],
  selection: Selection,
  canary: Canary | undefined,
): string[] {
  const own = canary ? [canary.passing, canary.failing] : [];
  const names = given.filter(({ option }) => option === null);
  if (selection === 'all') {
    const added = names.length > 0 ? own.map((id) => quote(pathOf(id))) : [];
    return [...rawWords(given), ...added];
  }
  const options = given.filter(({ option }) => option !== null && option !== '--exact');
  const paths = [...selection, ...own].map(pathOf);
  // Names of examples hold lines, and a program that is one test has no name inside.
  const named = paths.every((each) => each !== '' && !each.includes(' '));
  const fits = paths.join(' ').length <= longestFilters;
  return [...rawWords(options), ...(named && fits ? ['--exact', ...paths.map(quote)] : [])];
}

/** The path of a test inside its program, as the program prints it. */
function pathOf(id: string): string {
  return id.includes(' ') ? id : id.split('::').slice(1).join('::');
}

/** A test program of the package. Its name must be one of Rust's. */
function canaryOf(folder: string, random: string): Canary {
  const crate = `t${random}`;
  const test = (name: string, length: number) => [
    '#[test]',
    `fn ${crate}_${name}() {`,
    `    assert_eq!("${random}".len(), ${length});`,
    '}',
  ];
  const text = [...test('a', random.length), '', ...test('b', random.length + 1), ''].join('\n');
  const id = (name: string) => `${crate}::${crate}_${name}`;
  const file = path.posix.join(folder, 'tests', `${crate}.rs`);
  return { path: file, text, passing: id('a'), failing: id('b') };
}
