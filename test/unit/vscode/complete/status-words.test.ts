import assert from 'node:assert/strict';
import { stateWords, statusWords } from '../../../../src/vscode/complete/status-words.ts';
import { t } from '../translate.ts';

describe('statusWords', () => {
  it('says why nothing is shown', () => {
    const last = {
      decision: 'hide',
      why: 'It is not likely to be accepted.',
      accept: 0.124,
    } as const;
    assert.deepEqual(statusWords({ kind: 'idle', last }, 'bundled', t), {
      text: '$(eye-closed) Reckon',
      tooltip: 'Last suggestion: hidden, 12% likely to be accepted\nModel: bundled',
    });
    const none = { decision: 'none', why: 'The cursor is inside a word.', accept: 0 } as const;
    assert.equal(
      stateWords({ kind: 'idle', last: none }, t),
      'No suggestion: The cursor is inside a word.',
    );
  });

  it('tells that it is busy, and with what', () => {
    const words = (['loading', 'thinking'] as const).map((kind) => stateWords({ kind }, t));
    assert.deepEqual(words, ['Reckon loads its model', 'Reckon writes a suggestion']);
  });

  it('tells that it rests', () => {
    const { text, tooltip } = statusWords({ kind: 'paused', why: 'Off' }, 'local:a.gguf', t);
    assert.deepEqual([text, tooltip], ['$(circle-slash) Reckon', 'Off\nModel: local:a.gguf']);
  });
});
