import assert from 'node:assert/strict';
import { settingsFor, usesOf } from '../../../../src/vscode/setup/uses.ts';

describe('usesOf', () => {
  it('lets a model do what it can', () => {
    const uses = (chat: boolean, fillInMiddle: boolean) => usesOf('m', { chat, fillInMiddle });
    assert.deepEqual(uses(true, true), ['both', 'solve', 'complete']);
    assert.deepEqual(uses(false, true), ['both', 'solve', 'complete']);
    assert.deepEqual(uses(true, false), ['solve']);
    const none = uses(false, false);
    assert.ok('code' in none);
    assert.equal(none.code, 'no-use');
  });
});

describe('settingsFor', () => {
  it('leaves what the choice is not about', () => {
    assert.deepEqual(settingsFor('solve', 'm'), { 'solve.model': 'm' });
    assert.deepEqual(settingsFor('complete', 'm'), { 'complete.model': 'm' });
  });

  it('removes what would go before a model for everything', () => {
    const all = { model: 'm', 'solve.model': null, 'complete.model': null };
    assert.deepEqual(settingsFor('both', 'm'), all);
  });
});
