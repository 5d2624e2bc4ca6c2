import assert from 'node:assert/strict';
import { openOutput, type TextStream } from '../../../src/cli/output.ts';
import { stamped, start } from '../trace/events.ts';

function stream(more: Partial<TextStream> = {}): TextStream & { written: string } {
  const target = {
    written: '',
    write(text: string) {
      target.written += text;
    },
    ...more,
  };
  return target;
}

describe('the output', () => {
  it('prints exactly one line of JSON, the first', () => {
    const [out, err] = [stream(), stream()];
    const output = openOutput(out, err, true);
    output.fail({ code: 'no-confinement', why: 'Two\nlines.' });
    output.result({ outcome: 'solved' });
    output.fail({ code: 'cancelled', why: 'x' }, 'cancelled');
    assert.equal(out.written.split('\n').length, 2);
    assert.deepEqual(JSON.parse(out.written), {
      outcome: 'failed',
      code: 'no-confinement',
      why: 'Two\nlines.',
    });
    assert.equal(err.written, '');
  });

  it('says failures in one line on standard error', () => {
    const [out, err] = [stream(), stream()];
    openOutput(out, err, false).fail({ code: 'c', why: 'It failed:\n  \u001b[2Jtwice.' });
    assert.equal(out.written, '');
    assert.equal(err.written, 'failed: It failed: \\u{1b}[2Jtwice. (c)\n');
  });

  it('follows a run on standard error', () => {
    const [out, err] = [stream(), stream()];
    const output = openOutput(out, err, true);
    stamped([[0, start]]).forEach(output.follow);
    assert.match(err.written, /^\/w\n {2}bundled/);
    assert.equal(out.written, '');
  });

  it('colours only terminals that have colours', () => {
    const failing = (more: Partial<TextStream>) => {
      const err = stream(more);
      openOutput(stream(), err, false).fail({ code: 'c', why: 'w' });
      return err.written;
    };
    assert.equal(
      failing({ isTTY: true, hasColors: () => true }),
      '\u001b[31mfailed\u001b[39m: w (c)\n',
    );
    assert.equal(failing({ isTTY: true, hasColors: () => false }), 'failed: w (c)\n');
    assert.equal(failing({}), 'failed: w (c)\n');
  });
});
