import assert from 'node:assert/strict';
import { statusWords } from '../../../../src/vscode/complete/status-words.ts';
import { t } from '../translate.ts';

describe('statusWords', () => {
  it('says why nothing is shown', () => {
    const last = {
      decision: 'hide',
      why: 'It is not likely to be accepted.',
      accept: 0.124,
    } as const;
    assert.deepEqual(statusWords({ kind: 'idle', last }, t), {
      text: '$(eye-closed) Reckon',
      tooltip: 'Last suggestion: hidden, 12% likely to be accepted',
    });
    const none = { decision: 'none', why: 'The cursor is inside a word.', accept: 0 } as const;
    assert.equal(
      statusWords({ kind: 'idle', last: none }, t).tooltip,
      'No suggestion: The cursor is inside a word.',
    );
  });

  it('tells that it is busy, and with what', () => {
    const words = (['loading', 'thinking'] as const).map((kind) => statusWords({ kind }, t));
    assert.deepEqual(
      words.map(({ tooltip }) => tooltip),
      ['Reckon loads its model', 'Reckon writes a suggestion'],
    );
  });

  it('tells that it rests', () => {
    const { text, tooltip } = statusWords({ kind: 'paused', why: 'Off' }, t);
    assert.deepEqual([text, tooltip], ['$(circle-slash) Reckon', 'Off']);
  });
});
