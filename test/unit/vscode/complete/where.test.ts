import assert from 'node:assert/strict';
import { nameOf, type Off, offWords, whyOff } from '../../../../src/vscode/complete/where.ts';
import { t } from '../translate.ts';

describe('whyOff', () => {
  const cases: [scheme: string, path: string, language: string, off: Off | null][] = [
    ['file', '/home/ada/a.py', 'python', null],
    ['untitled', 'Untitled-1', 'python', null],
    ['vscode-notebook-cell', '/home/ada/a.ipynb', 'python', null],
    ['output', 'log', 'Log', 'no-code'],
    ['vscode-scm', 'git/scm0/input', 'scminput', 'no-code'],
    ['comment', '/commentinput.md', 'markdown', 'no-code'],
    ['search-editor', 'Search', 'search-result', 'no-code'],
    ['vscode-interactive-input', '/InteractiveInput-1', 'python', 'no-code'],
    ['vscode-userdata', '/User/settings.json', 'jsonc', 'settings'],
    ['vscode-vfs', '/example/far/a.py', 'python', 'virtual'],
    ['file', '/home/ada/.git/COMMIT_EDITMSG', 'git-commit', 'no-code'],
    ['file', '/home/ada/.vscode/settings.json', 'jsonc', 'settings'],
    ['file', '/home/ada/User/keybindings.json', 'jsonc', 'settings'],
    ['file', '/home/ada/all.code-workspace', 'jsonc', 'settings'],
  ];
  for (const [scheme, path, language, off] of cases) {
    it(`${scheme} ${path}: ${off ?? 'on'}`, () => {
      const virtual = ['file', 'vscode-vfs', 'vscode-userdata'].includes(scheme);
      assert.equal(whyOff({ scheme, path, language, virtual }, false), off);
    });
  }

  it('leaves out what the user excludes, and says so', () => {
    const file = { scheme: 'file', path: '/a.py', language: 'python', virtual: false };
    const off = whyOff(file, true);
    assert.equal(off && offWords(off, t), 'No suggestions in files that files.exclude names');
  });
});

describe('nameOf', () => {
  it('ends as the language does', () => {
    const cell = { scheme: 'vscode-notebook-cell', path: '/a.ipynb', language: 'python' };
    assert.equal(nameOf(cell, 'cell:1'), 'cell:1.py');
    const file = { scheme: 'file', path: '/a.ts', language: 'typescript' };
    assert.equal(nameOf(file, 'file:///a.ts'), '/a.ts');
  });
});
