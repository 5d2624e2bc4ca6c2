import assert from 'node:assert/strict';
import { editorFailure, missingModel } from '../../../src/vscode/editor-failures.ts';

/** What the editor's own errors look like: a name of their class and a code. */
function thrown(code: string, message = ''): Error {
  return Object.assign(new Error(message), { name: 'LanguageModelError', code });
}

describe('editorFailure', () => {
  const cases: [thrown: unknown, code: string, why: RegExp][] = [
    [thrown('NoPermissions'), 'no-consent', /does not let Reckon use fam:/],
    [thrown('Blocked', 'Too many.'), 'blocked', /for now \(Too many\): wait/],
    [thrown('NotFound'), 'unknown-model', /no language model of the family fam/],
    // Providers name their own errors; such a name comes without a code.
    [{ name: 'ChatQuotaExceeded', message: '' }, 'no-quota', /quota of fam is used up\.$/],
    [{ name: 'ChatRateLimited', message: 'slow\nstack' }, 'rate-limited', /for now \(slow\):/],
    [new Error('boom'), 'editor-model-failed', /^fam failed \(boom\): try again/],
    ['text', 'editor-model-failed', /^fam failed: try again/],
    [undefined, 'editor-model-failed', /^fam failed: try again/],
  ];
  for (const [error, code, why] of cases) {
    it(`tells ${code} of ${String(error)}`, () => {
      const failure = editorFailure(error, 'fam');
      assert.equal(failure.code, code);
      assert.match(failure.why, why);
    });
  }

  it('says no more than a sentence', () => {
    const { why } = editorFailure(new Error('x'.repeat(10_000)), 'fam');
    assert.ok(why.length < 400, String(why.length));
  });

  it('is the same failure where the editor knows no such model', () => {
    assert.deepEqual(editorFailure(thrown('NotFound'), 'fam'), missingModel('fam'));
  });
});
