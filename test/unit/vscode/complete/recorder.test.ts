import assert from 'node:assert/strict';
import type { TraceBody } from '../../../../src/trace/events.ts';
import { Recorder } from '../../../../src/vscode/complete/recorder.ts';

const shown: TraceBody = {
  kind: 'complete.decision',
  decision: 'show',
  code: 'likely',
  why: '',
  numbers: { p: 0.6, threshold: 0.3 },
};
const heard = (feedback: string, left: number): TraceBody => ({
  kind: 'complete.feedback',
  feedback,
  numbers: { left },
});

/** The outcomes of one suggestion after this feedback. */
function record(play: (recorder: Recorder) => void): string[] {
  const outcomes: string[] = [];
  const recorder = new Recorder(({ outcome }) => outcomes.push(outcome));
  recorder.hear(shown, 0);
  play(recorder);
  recorder.settle();
  return outcomes;
}

describe('the record of suggestions', () => {
  it('calls accepted what the command of the item tells, however short', () => {
    const short = record((recorder) => {
      recorder.hear(heard('typed', 0), 1000);
      recorder.accepted();
    });
    assert.deepEqual(short, ['accepted']);
    const whole = record((recorder) => {
      recorder.hear(heard('accepted', 0), 1000);
      recorder.accepted();
    });
    assert.deepEqual(whole, ['accepted']);
  });

  it('calls the same text partly taken where no command came', () => {
    const pasted = record((recorder) => {
      recorder.hear(heard('accepted', 0), 1000);
    });
    assert.deepEqual(pasted, ['partly']);
  });

  it('tells one outcome of each suggestion', () => {
    const both = record((recorder) => {
      recorder.hear(heard('partly', 4), 1000);
      recorder.settle();
      recorder.hear(heard('accepted', 0), 2000);
      recorder.accepted();
    });
    assert.deepEqual(both, ['partly']);
  });

  it('keeps the outcomes of two in a row apart', () => {
    const two = record((recorder) => {
      recorder.hear(heard('rejected', 4), 1000);
      recorder.hear(shown, 1100);
      recorder.hear(heard('accepted', 0), 1200);
      recorder.accepted();
    });
    assert.deepEqual(two, ['rejected', 'accepted']);
  });
});
