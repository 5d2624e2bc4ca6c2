import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TraceEvent } from '../../../../src/trace/events.ts';
import { summaryOf } from '../../../../src/vscode/panel/summary.ts';
import { begin, ended, stamped, start, type Timed } from '../../trace/events.ts';

describe('the summary of a run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-summary-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function summary(events: readonly Timed[], cut = '') {
    const file = path.join(folder, 'trace.jsonl');
    const lines = stamped(events).map((event: TraceEvent) => JSON.stringify(event) + '\n');
    await writeFile(file, lines.join('') + cut);
    return await summaryOf('r', file);
  }

  it('reads the start and the end, however much is between', async () => {
    const long: Timed = [1, { kind: 'log', level: 'info', text: 'x'.repeat(200_000) }];
    const goal = { ...start, goal: 'mend it' };
    const found = await summary([[0, goal], [1, begin(1)], long, [9, ended({ outcome: 'ask' })]]);
    assert.deepEqual(found, {
      ...{ run: 'r', at: 1_000_000, title: 'mend it', outcome: 'ask', live: false },
    });
  });

  it('knows no outcome where the writer died', async () => {
    const found = await summary([[0, start]], '{"v":1,"kind":"run.e');
    assert.equal(found?.outcome, null);
  });

  it('lists a run that failed before it began', async () => {
    assert.equal((await summary([[5, ended({ outcome: 'failed' })]]))?.outcome, 'failed');
  });

  it('passes over traces of completions, and files that are gone', async () => {
    const request: Timed = [0, { kind: 'complete.request', file: 'f', offset: 0 }];
    assert.equal(await summary([request]), null);
    assert.equal(await summaryOf('r', path.join(folder, 'gone')), null);
  });
});
