import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEvent } from '../../../src/trace/events.ts';
import { emptyView, fold } from '../../../src/trace/rows.ts';
import { progressWords } from '../../../src/vscode/progress-words.ts';
import { t } from './translate.ts';

const trace = path.resolve(import.meta.dirname, '../../fixtures/traces/solved.jsonl');
const events = readFileSync(trace, 'utf8')
  .trim()
  .split('\n')
  .flatMap((line) => parseEvent(JSON.parse(line)) ?? []);

/** What is shown after the first event of a kind that `when` picks. */
function after(when: (event: (typeof events)[number]) => boolean): string {
  const index = events.findIndex(when);
  assert.ok(index >= 0);
  return progressWords(events.slice(0, index + 1).reduce(fold, emptyView), t);
}

describe('progressWords', () => {
  it('tells the stages before the first sample', () => {
    assert.equal(progressWords(emptyView, t), 'taking a snapshot of the workspace');
    assert.equal(
      after(({ kind }) => kind === 'run.start'),
      'running your tests as they are',
    );
  });
  it('has a mark for each sample, and says what is being done', () => {
    const words = after(({ kind }) => kind === 'verdict');
    assert.match(words, /\d+ of \d+ samples · [✗✓=–…]( [✗✓=–…])*$/);
  });
  it('says that a pass is tried again', () => {
    assert.match(
      after((e) => e.kind === 'verdict' && e.verdict === 'pass'),
      /passes: trying it again ·/,
    );
  });
});
