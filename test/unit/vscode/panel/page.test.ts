import assert from 'node:assert/strict';
import { pageOf } from '../../../../src/vscode/panel/page.ts';

const page = pageOf({
  source: 'https://files.example',
  script: 'https://files.example/panel.js',
  style: 'https://files.example/style.css',
  nonce: 'abc',
  language: 'en',
});

describe('the panel’s page', () => {
  it('runs its own script alone, and loads nothing from elsewhere', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
    assert.match(policy, /^default-src 'none'; script-src 'nonce-abc';/);
    assert.doesNotMatch(policy, /unsafe|https:(?!\/\/files\.example)|\*/);
  });

  it('has no code and no style of its own', () => {
    assert.deepEqual(page.match(/<script[^>]*>[^<]*/g), [
      '<script nonce="abc" src="https://files.example/panel.js">',
    ]);
    assert.doesNotMatch(page, /<style|style=|\son\w+=/);
  });
});
