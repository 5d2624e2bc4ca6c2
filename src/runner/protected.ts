import path from 'node:path';
import type { FileEdit } from '../base/edit.ts';
import { parsePackage } from './packages.ts';

const testFolders = new Set([
  'test',
  'tests',
  'spec',
  'specs',
  'testdata',
  'fixtures',
  'golden',
  'snapshots',
  '__tests__',
  '__mocks__',
  '__snapshots__',
  '__fixtures__',
]);

/** Names of test files, in any language that is read. */
const testNames = [
  /^test_.*\.py$/,
  /_tests?\.py$/,
  /^tests?\.py$/,
  /[._-](test|tests|spec)\.[cm]?[jt]sx?$/,
  /^tests?[-_.].*\.[cm]?[jt]sx?$/,
  /^tests?\.[cm]?[jt]sx?$/,
  /\.snap$/,
  /_test\.go$/,
  /^(.*_)?tests?\.rs$/,
  /^(.*Tests?|Test[A-Z].*|.*IT|.*TestCase)\.java$/,
];

/** Files that say what runs as a test, and how. */
const configurationNames = [
  /^(conftest|sitecustomize|usercustomize)\.py$/,
  /\.pth$/,
  /^\.?pytest\.(ini|toml)$/,
  /^(tox\.ini|setup\.cfg|noxfile\.py|\.coveragerc)$/,
  /^(vitest|vite|jest|mocha|ava|karma|playwright)\b.*\.(config|workspace|setup|projects)\.\w+$/,
  /^\.(mocharc|c8rc|nycrc|taprc)(\.\w+)?$/,
  /^(\.npmrc|\.yarnrc(\.yml)?|\.pnpmfile\.cjs|pnpm-workspace\.yaml|bunfig\.toml)$/,
  /^(build\.rs|rust-toolchain(\.toml)?|pom\.xml|mvnw(\.cmd)?|go\.work)$/,
];

const configurationFolders = new Set(['.cargo', '.mvn']);

/** What a runner, or what starts it, is loaded as: a file or folder of that name would shadow it. */
const runnerNames = new Set([
  'pytest',
  '_pytest',
  'pluggy',
  'unittest',
  'vitest',
  '@vitest',
  'jest',
  'mocha',
  'ava',
  'tinypool',
  'junit',
  'testng',
  'surefire',
  'node_modules',
  'reckon_pytest',
  'reckon_unittest',
]);

/** Is this the path of a test file, or of what stands in a folder of tests? */
export function isTestFile(file: string): boolean {
  const folders = file.split('/');
  const name = folders.pop() ?? '';
  return (
    folders.some((folder) => testFolders.has(folder.toLowerCase())) ||
    testNames.some((pattern) => pattern.test(name))
  );
}

/** Is this the path of a file that configures a test runner or its package manager? */
export function isRunnerConfiguration(file: string): boolean {
  const name = path.posix.basename(file).toLowerCase();
  return (
    file.split('/').some((folder) => configurationFolders.has(folder.toLowerCase())) ||
    configurationNames.some((pattern) => pattern.test(name))
  );
}

/**
 * May no patch change or make this path, whatever it writes: runner configuration, and any file or
 * folder that would be loaded in the runner's place?
 */
export function isProtected(file: string): boolean {
  const named = file.split('/').some((part) => {
    const name = part.toLowerCase();
    return runnerNames.has(name) || runnerNames.has(name.split('.', 1)[0] ?? '');
  });
  return named || isRunnerConfiguration(file);
}

/**
 * Does this edit change how tests are run inside a file that may be edited otherwise: scripts of
 * package.json and its runners' settings, test tables of pyproject.toml, programs of
 * Cargo.toml, `replace` of go.mod?
 */
export function changesRunnerSettings(edit: FileEdit): boolean {
  const read = settingsReaders[path.posix.basename(edit.path).toLowerCase()];
  return read !== undefined && read(edit.before ?? '') !== read(edit.after ?? '');
}

const settingsReaders: Record<string, (text: string) => string> = {
  'package.json': packageSettings,
  'pyproject.toml': pythonSettings,
  'cargo.toml': cargoSettings,
  'go.mod': (text) => text.match(/^\s*replace\b.*$|^\s*\S+.*=>.*$/gm)?.join('\n') ?? '',
};

const packageKeys = [
  'scripts',
  'type',
  'jest',
  'mocha',
  'vitest',
  'ava',
  'c8',
  'nyc',
  'workspaces',
];

function packageSettings(text: string): string {
  const json: Record<string, unknown> = parsePackage(text) ?? {};
  return JSON.stringify(packageKeys.map((key) => json[key] ?? null));
}

/** What tests are run by, of a pyproject.toml: whole tables, and dotted keys before any table. */
function pythonSettings(text: string): string {
  const table =
    /^\s*\[+\s*"?(tool"?\s*(\]|\.\s*"?(pytest|coverage|tox|nox|hatch|pdm|poe)\b)|build-system\b)/;
  return tomlParts(text, table, /^\s*"?(tool|build-system)\b/);
}

/** The programs of a Cargo.toml, how they are built, and what stands in for other packages. */
function cargoSettings(text: string): string {
  const table = /^\s*\[+\s*"?(lib|bin|test|bench|example|profile|patch|replace|workspace)\b/;
  const key =
    /^\s*(package\s*\.\s*)?"?(build|links|auto\w+|(lib|bin|test|profile|patch)\b.*)"?\s*=/;
  return tomlParts(text, table, key);
}

/** Whole tables, and the lines of others, that match. */
function tomlParts(text: string, table: RegExp, key: RegExp): string {
  const parts = text.replaceAll('\r\n', '\n').split(/^(?=[ \t]*\[)/m);
  return parts
    .flatMap((part) =>
      table.test(part) ? [part] : part.split('\n').filter((line) => key.test(line)),
    )
    .map((part) => part.trim())
    .join('\n');
}
