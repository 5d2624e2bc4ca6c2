import assert from 'node:assert/strict';
import { completesIn, nameOf } from '../../../../src/vscode/complete/where.ts';

describe('completesIn', () => {
  const cases: [scheme: string, path: string, language: string, on: boolean][] = [
    ['file', '/home/ada/a.py', 'python', true],
    ['untitled', 'Untitled-1', 'python', true],
    ['vscode-notebook-cell', '/home/ada/a.ipynb', 'python', true],
    ['output', 'log', 'Log', false],
    ['vscode-scm', 'git/scm0/input', 'scminput', false],
    ['comment', '/commentinput.md', 'markdown', false],
    ['search-editor', 'Search', 'search-result', false],
    ['vscode-userdata', '/User/settings.json', 'jsonc', false],
    ['file', '/home/ada/.vscode/settings.json', 'jsonc', false],
    ['file', '/home/ada/.git/COMMIT_EDITMSG', 'git-commit', false],
  ];
  for (const [scheme, path, language, on] of cases) {
    it(`${scheme} ${path}: ${on ? 'on' : 'off'}`, () => {
      assert.equal(completesIn({ scheme, path, language }), on);
    });
  }
});

describe('nameOf', () => {
  it('ends as the language does', () => {
    const cell = { scheme: 'vscode-notebook-cell', path: '/a.ipynb', language: 'python' };
    assert.equal(nameOf(cell, 'cell:1'), 'cell:1.py');
    const file = { scheme: 'file', path: '/a.ts', language: 'typescript' };
    assert.equal(nameOf(file, 'file:///a.ts'), '/a.ts');
  });
});
