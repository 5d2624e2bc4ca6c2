import path from 'node:path';
import { inExchange, shellText } from './invoke.ts';
import { readJavaFile, type JavaFile } from './listing-java.ts';
import { readMavenReport } from './maven-report.ts';
import { rawWords, readOptions, type Argument } from './options.ts';
import { isRunnerConfiguration, isTestFile } from './protected.ts';
import type { Canary, Runner, Selection, TestCommand } from './runner.ts';
import { quote } from './words.ts';

const wrapperName = 'reckon-maven.sh';

/** Options whose value may be the next word. */
const valued =
  /^(-[bDflPTst]|-(gs|gt|pl|rf|emp|ep|ps)|--(builder|define|encrypt-\w+|file|global-settings|global-toolchains|log-file|activate-profiles|projects|resume-from|settings|threads|toolchains))$/;
const replaced =
  /^(-[oqBl]|-(ff|fn|fae)|--(offline|quiet|batch-mode|fail-fast|fail-never|fail-at-end|log-file|color)|-Dmaven\.test\.failure\.ignore|-Dtest)$/;

/** What every run is told. */
const told = [
  // All modules are wanted that a failed one does not keep from running.
  ...['-o', '-B', '-fae', '-Dstyle.color=never'],
  // Where an artifact was fetched from is in settings that are not seen here.
  ...['-Dmaven.legacyLocalRepo=true', '-Daether.enhancedLocalRepository.trackingFilename=none'],
  // Every test is to run, also where it ran before with the same files.
  ...['-Dmaven.build.cache.enabled=false', '-Dsurefire.skipAfterFailureCount=0'],
];
/** A test that is asked for by name is in one of the modules, not in all. */
const chosen = ['-Dsurefire.failIfNoSpecifiedTests=false', '-DfailIfNoTests=false'];

/**
 * Maven, whose surefire and failsafe report by themselves; a wrapper of ours (its text: `wrapper`)
 * keeps the files of the one run. Ids are `package.Class#method`; the file of one is known from the
 * listing of the test files.
 */
export function mavenRunner(wrapper: string): Runner {
  const listed = new Map<string, JavaFile>();
  return {
    name: 'maven',
    invocation: (command, selection, exchange, canary) => ({
      argv: ['sh', '-c', shellText(command, words(command, selection, exchange, canary))],
      env: {},
      inputs: { [wrapperName]: wrapper },
    }),
    report: readMavenReport,
    canary(_command, testFiles, random) {
      const beside = testFiles.find((file) => listed.has(file));
      const known = beside === undefined ? undefined : listed.get(beside);
      return beside === undefined || !known ? null : canaryOf(beside, known, random);
    },
    isTestFile,
    isConfiguration: isRunnerConfiguration,
    fileOf(id) {
      const name = classOf(id);
      for (const [file, { classes }] of listed) if (classes.includes(name)) return file;
      return null;
    },
    async list(file, _command, syntax) {
      if (!file.path.endsWith('.java')) return [];
      const found = await readJavaFile(file, syntax);
      listed.set(file.path, found);
      return found.tests;
    },
  };
}

/** The outermost class of an id. */
function classOf(id: string): string {
  return id.split(/[#$]/, 1)[0] ?? '';
}

function words(
  command: TestCommand,
  selection: Selection,
  exchange: string,
  canary: Canary | undefined,
): string[] {
  const args = readOptions(command.args, (option) => (valued.test(option) ? 1 : 0));
  const kept = args.filter(({ option }) => !replaced.test(option ?? '')).map(withoutInstalling);
  // What runs after the tests' own phase has names of its own.
  const isNarrow = selection !== 'all' && args.some(({ raw: [word] }) => word === 'test');
  const named = args.findLast(({ option }) => option === '-Dtest')?.value ?? null;
  const own = canary ? [classOf(canary.passing)] : [];
  const given = isNarrow ? [...new Set(selection.map(classOf))] : named === null ? [] : [named];
  return [
    ...['sh', inExchange(exchange, wrapperName)],
    ...command.program,
    ...told,
    ...rawWords(kept),
    ...(given.length > 0 ? [quote(`-Dtest=${[...given, ...own].join(',')}`), ...chosen] : []),
  ];
}

/** What comes after the tests and writes outside the workspace is no part of them. */
function withoutInstalling(argument: Argument): Argument {
  const installs = /^(install|deploy)$/.test(argument.raw[0] ?? '');
  return installs ? { ...argument, raw: ['verify'] } : argument;
}

const annotations = {
  jupiter: '@org.junit.jupiter.api.Test',
  junit4: '@org.junit.Test',
  junit3: '',
  testng: '@org.testng.annotations.Test',
};

/** A class of the package of the file beside it, named as surefire finds that one. */
function canaryOf(beside: string, { packageName, framework }: JavaFile, random: string): Canary {
  const { dir, name: sibling } = path.posix.parse(beside);
  const [after = ''] = /(Tests?|TestCase|IT|ITCase|Spec)$/.exec(sibling) ?? [];
  const before = after === '' ? 'Test' : '';
  const name = `${before}K${random}${after}`;
  const id = (test: string) => {
    const holder = packageName === '' ? name : `${packageName}.${name}`;
    return `${holder}#test_${test}`;
  };
  const method = (test: string, length: number) => [
    `    ${annotations[framework]} public void test_${test}() {`,
    `        if ("${random}".length() != ${length}) throw new AssertionError("${random}");`,
    '    }',
  ];
  const text = [
    ...(packageName === '' ? [] : [`package ${packageName};`, '']),
    `public class ${name}${framework === 'junit3' ? ' extends junit.framework.TestCase' : ''} {`,
    ...method('a', random.length),
    '',
    ...method('b', random.length + 1),
    '}',
    '',
  ].join('\n');
  return { path: path.posix.join(dir, `${name}.java`), text, passing: id('a'), failing: id('b') };
}
