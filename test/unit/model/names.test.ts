import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseModelName } from '../../../src/model/names.ts';

describe('parseModelName', () => {
  const good: [string, unknown][] = [
    ['bundled', { kind: 'bundled' }],
    ['local:/models/a.gguf', { kind: 'local', file: '/models/a.gguf' }],
    ['local:C:\\models\\a.gguf', { kind: 'local', file: 'C:\\models\\a.gguf' }],
    [
      'remote:http://localhost:8080/v1#qwen',
      { kind: 'remote', baseUrl: 'http://localhost:8080/v1', model: 'qwen' },
    ],
    [
      'remote:https://host/a#b/v1#org/model:free',
      { kind: 'remote', baseUrl: 'https://host/a#b/v1', model: 'org/model:free' },
    ],
    ['editor:gpt-4o', { kind: 'editor', family: 'gpt-4o' }],
  ];
  for (const [name, parsed] of good) {
    it(`reads ${name}`, () => {
      assert.deepEqual(parseModelName(name), parsed);
    });
  }

  const bad = ['', 'bundle', 'local:', 'local: ', 'editor:', 'remote:http://h/v1', 'gguf:a'];
  for (const name of [...bad, 'remote:http://h#', 'remote:#m', 'remote:ftp://h#m']) {
    it(`refuses "${name}"`, () => {
      const parsed = parseModelName(name);
      assert.ok('code' in parsed);
      assert.match(parsed.why, /\.$/);
    });
  }

  it('splits a remote name at its last #', () => {
    const model = fc.string({ minLength: 1 }).filter((text) => !/[#\s]/.test(text));
    fc.assert(
      fc.property(model, (text) => {
        const parsed = parseModelName(`remote:https://host/x#y#${text}`);
        assert.deepEqual(parsed, { kind: 'remote', baseUrl: 'https://host/x#y', model: text });
      }),
    );
  });
});
