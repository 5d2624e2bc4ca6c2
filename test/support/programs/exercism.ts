import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { unpack } from './archive.ts';
import type { Program, ProgramSource } from './program.ts';

const exercises = 'exercises/practice';

/** What the tests of a track are run with, and how its files look there. */
interface Track {
  readonly set: 'exercism-javascript' | 'exercism-typescript';
  readonly archive: string;
  /** Endings of the solution, of its jest tests and of what these become. */
  readonly endings: { readonly source: string; readonly spec: string; readonly test: string };
  readonly testScript: string;
  readonly test: readonly [string, ...string[]];
  readonly convert: (spec: string) => string;
}

const jestImport = /^import \{([^}]*)\} from '@jest\/globals';?$/m;

/** The names that a spec takes from jest, those of skipped tests as their enabled ones. */
function importedNames(spec: string): string[] {
  const names = (jestImport.exec(spec)?.[1] ?? '').split(',').map((name) => enabled(name.trim()));
  return [...new Set(names)].filter((name) => name !== '').sort((a, b) => (a < b ? -1 : 1));
}

function enabled(name: string): string {
  return name.replace(/^x(?=(?:test|it|describe)$)/, '');
}

/** Exercism skips all tests but the first; here all of them run. */
function enableAll(spec: string): string {
  return spec
    .replace(/\bx(test|it|describe)\(/g, '$1(')
    .replace(/\b(test|it|describe)\.skip\(/g, '$1(');
}

/** A jest spec as a test file for node:test, with the assertions of the `expect` package. */
export function nodeTestFromJest(spec: string): string {
  const names = importedNames(spec).filter((name) => name !== 'expect');
  const imports = `import { ${names.join(', ')} } from 'node:test';\nimport { expect } from 'expect';`;
  return enableAll(spec)
    .replace(jestImport, imports)
    .replace(/(from '\.\/[\w/-]+)';/g, "$1.js';");
}

/** A jest spec as a test file for vitest. */
export function vitestFromJest(spec: string): string {
  const imports = `import { ${importedNames(spec).join(', ')} } from 'vitest'`;
  return enableAll(spec).replace(jestImport, imports);
}

const javascript: Track = {
  set: 'exercism-javascript',
  archive: 'exercism/javascript.tar.gz',
  // node:test does not look for names that end in `.spec.js`.
  endings: { source: '.js', spec: '.spec.js', test: '.test.js' },
  testScript: 'node --test',
  test: ['node', '--test'],
  convert: nodeTestFromJest,
};

const typescript: Track = {
  set: 'exercism-typescript',
  archive: 'exercism/typescript.tar.gz',
  endings: { source: '.ts', spec: '.test.ts', test: '.test.ts' },
  testScript: 'vitest run',
  test: ['node_modules/.bin/vitest', 'run'],
  convert: vitestFromJest,
};

async function load(root: string, track: Track, name: string): Promise<Program> {
  const read = async (file: string) => await readFile(path.join(root, file), 'utf8');
  const folder = `${exercises}/${name}`;
  const { source, spec, test } = track.endings;
  const manifest = { name, private: true, type: 'module', scripts: { test: track.testScript } };
  return {
    set: track.set,
    name,
    file: `${name}${source}`,
    reference: await read(`${folder}/.meta/proof.ci${source}`),
    defective: null,
    files: {
      [`${name}${test}`]: track.convert(await read(`${folder}/${name}${spec}`)),
      'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
      LICENSE: await read('LICENSE'),
      // Without a slash: `node_modules/` would not match a symbolic link.
      '.gitignore': 'node_modules\n',
    },
    test: track.test,
  };
}

function source(root: string, track: Track): ProgramSource {
  let unpacked: Promise<void> | undefined;
  const ready = () => (unpacked ??= unpack(track.archive, root));
  return {
    names: async () => {
      await ready();
      return (await readdir(path.join(root, exercises))).sort((a, b) => (a < b ? -1 : 1));
    },
    load: async (name) => {
      await ready();
      return await load(root, track, name);
    },
  };
}

/** The exercises of the JavaScript track for node:test, unpacked into `root` at first use. */
export function exercismJavaScript(root: string): ProgramSource {
  return source(root, javascript);
}

/** The exercises of the TypeScript track for vitest, unpacked into `root` at first use. */
export function exercismTypeScript(root: string): ProgramSource {
  return source(root, typescript);
}
