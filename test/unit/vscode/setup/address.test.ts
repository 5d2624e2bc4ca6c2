import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseModelName } from '../../../../src/model/names.ts';
import { addressOf, remarkOn } from '../../../../src/vscode/setup/address.ts';
import { t } from '../translate.ts';

describe('addressOf', () => {
  it('ends where the API begins', () => {
    const base = 'https://h/v1';
    for (const end of ['', '/', '/models', '/chat/completions', '/completions/']) {
      assert.equal(addressOf(` ${base}${end} `), base);
    }
  });
});

describe('remarkOn', () => {
  const errors = [
    'nonsense',
    'localhost:8080',
    'ftp://h/',
    'http://me:pw@h/v1',
    'https://h/v1?key=1',
    'https://h/v1?',
    'https://h/v1#',
  ];
  for (const typed of errors) {
    it(`refuses ${typed}`, () => {
      const remark = remarkOn(typed, t);
      assert.equal(remark?.severity, 'error');
      assert.doesNotMatch(remark.text, /pw/);
    });
  }

  it('warns where code and key would go unencrypted', () => {
    assert.equal(remarkOn('http://192.0.2.7:8080/v1', t)?.severity, 'warning');
    for (const fine of [
      'https://h/v1',
      'http://localhost:1/v1',
      'http://127.0.0.1',
      'http://[::1]:8',
    ]) {
      assert.equal(remarkOn(fine, t), null, fine);
    }
  });

  it('lets nothing through that is no address of a model', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withFragments: true })), (typed) => {
        if (remarkOn(typed, t)?.severity === 'error') return;
        assert.ok(!('code' in parseModelName(`remote:${addressOf(typed)}#m`)), typed);
      }),
    );
  });
});
