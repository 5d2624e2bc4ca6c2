import assert from 'node:assert/strict';
import { debounceMs } from '../../../src/complete/debounce.ts';

describe('the debounce', () => {
  it('is none before anything was measured', () => {
    assert.equal(debounceMs(null, 120), 0);
    assert.equal(debounceMs(9000, null), 0);
  });
  it('is none where the model keeps up', () => {
    assert.equal(debounceMs(1200, 120), 0);
  });
  it('lasts until a pause where it does not, and never long', () => {
    assert.equal(debounceMs(1201, 120), 240);
    assert.equal(debounceMs(700, 2), 4, 'a change that no one typed');
    assert.equal(debounceMs(9000, 400), 300);
  });
});
