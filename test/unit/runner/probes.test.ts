import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Syntax, languageOf } from '../../../src/base/syntax.ts';
import { probeLog, probeSource } from '../../../src/runner/probes.ts';

const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../dist/grammars'));

/** Probes a source, runs it, and gives the lines (from 1) of the statements that ran. */
async function linesRun(name: string, text: string, program: string[]): Promise<number[]> {
  const language = languageOf(name)!;
  const tree = await syntax.parse(language, text);
  const probed = probeSource(name, text, language, tree.rootNode, 0)!;
  const folder = mkdtempSync(path.join(tmpdir(), 'probes-'));
  try {
    const log = path.join(folder, 'log');
    writeFileSync(log, '');
    writeFileSync(path.join(folder, name), probed.text);
    execFileSync(program[0]!, [...program.slice(1), name], {
      cwd: folder,
      env: { PATH: process.env['PATH'], [probeLog]: log },
    });
    const hits = readFileSync(log, 'utf8').trim().split('\n').map(Number);
    return hits.map((probe) => probed.statements[probe]!.startLine + 1).sort((a, b) => a - b);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('probes', () => {
  it('tell the statements that a Python program executes', async () => {
    const text = `"""Docstring."""
from __future__ import annotations

def sign(x):
    """More text."""
    if x < 0:
        return -1
    elif x == 0: return 0
    for i in range(2):
        if i > 5:
            raise ValueError(
                "far"
            )
    return 1

class Box:
\tsize = 3
\tdef grow(self):
\t\tif self.size: self.size += 1
\t\treturn self

sign(4)
Box().grow()
`;
    assert.deepEqual(
      await linesRun('a.py', text, ['python3']),
      [6, 9, 10, 14, 17, 19, 19, 20, 22, 23],
    );
  });

  it('tell the statements that a JavaScript program executes', async () => {
    const text = `#!/usr/bin/env node
import assert from 'node:assert';
export const half = (x) => x / 2;
const never = () => ({ a: 1 });
function sign(x) {
  if (x < 0) return -1;
  else if (x === 0) return 0;
  outer: for (let i = 0; i < 2; i++) {
    while (i > 5) continue outer;
    switch (i) { case 0: i += 0; break; default: throw new Error('far'); }
    if (i === 0) break outer;
  }
  return 1;
}
assert.equal(sign(half(4)), 1);
`;
    assert.deepEqual(
      await linesRun('a.mjs', text, ['node']),
      [3, 3, 4, 6, 7, 9, 10, 10, 10, 11, 11, 13, 15],
    );
  });

  it('suspect a statement for its own lines, not for those of functions in it', async () => {
    const text = `const total = items
  .map((item) => {
    return item.price;
  })
  .reduce(add, 0);
`;
    const tree = await syntax.parse('javascript', text);
    const { statements } = probeSource('a.js', text, 'javascript', tree.rootNode, 0)!;
    const lines = statements.map(({ startLine, endLine }) => [startLine, endLine]);
    assert.deepEqual(lines, [
      [0, 1],
      [2, 2],
    ]);
  });

  it('leave TypeScript valid', async () => {
    const text = `declare const missing: number;
type Id<T> = T extends string ? T : never;
export namespace Deep { export const two: number = 2; }
abstract class A<T> { private readonly x: T = 1 as T; get(): T { return this.x; } }
export function f(a: number): a is 1;
export function f(a: unknown) { if (a) return true; return false; }
`;
    const tree = await syntax.parse('typescript', text);
    const probed = probeSource('a.ts', text, 'typescript', tree.rootNode, 7)!;
    const again = await syntax.parse('typescript', probed.text);
    assert.equal(tree.rootNode.hasError, false);
    assert.equal(again.rootNode.hasError, false);
    assert.match(probed.text, /__reckon__\(7\)/);
  });
});
