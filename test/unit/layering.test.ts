import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const src = path.resolve(import.meta.dirname, '../../src');

/** Who may import whom, by the first folder below src; files at the top are rooms of their own. */
const mayImport: Record<string, readonly string[]> = {
  base: [],
  trace: ['base'],
  model: ['trace', 'base'],
  runner: ['trace', 'base'],
  sandbox: ['trace', 'base'],
  verify: ['model', 'runner', 'sandbox', 'trace', 'base'],
  solve: ['verify', 'model', 'runner', 'sandbox', 'trace', 'base'],
  complete: ['model', 'trace', 'base'],
  doctor: ['solve', 'model', 'runner', 'sandbox', 'trace', 'base'],
  cli: ['doctor', 'complete', 'solve', 'verify', 'model', 'runner', 'sandbox', 'trace', 'base'],
  panel: ['trace', 'base'],
  vscode: [
    ...[
      'panel',
      'doctor',
      'complete',
      'solve',
      'verify',
      'model',
      'runner',
      'sandbox',
      'trace',
      'base',
    ],
  ],
  'cli.ts': ['cli', 'base'],
  'extension.ts': ['vscode', 'base'],
};

/** Packages that only some files may import. */
const keptTo: Record<string, RegExp> = {
  vscode: /^(extension\.ts|vscode\/)/,
  'node-llama-cpp': /^model\/engine\//,
  openai: /^model\/remote\.ts$/,
  preact: /^panel\/.*\.tsx?$/,
};

const importPattern = /\b(?:from|import)\s*\(?\s*'([^']+)'/g;

function* sources(): Generator<{ file: string; imports: string[] }> {
  for (const entry of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(entry)) continue;
    const text = readFileSync(path.join(src, entry), 'utf8');
    const imports = [...text.matchAll(importPattern)].map((match) => match[1]!);
    yield { file: entry.replaceAll('\\', '/'), imports };
  }
}

describe('layering', () => {
  for (const { file, imports } of sources()) {
    it(file, () => {
      const room = file.split('/')[0]!;
      for (const name of imports) {
        if (name.startsWith('.')) {
          const target = path.posix.join(path.posix.dirname(file), name).split('/')[0]!;
          const allowed = target === room || mayImport[room]?.includes(target);
          assert.ok(allowed, `${file} must not import ${name}`);
        } else {
          const where = keptTo[name.split('/')[0]!];
          assert.ok(!where || where.test(file), `${file} must not import ${name}`);
        }
      }
    });
  }
});
