import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Failure } from '../../../src/base/failure.ts';
import type { TraceBody, TraceEvent } from '../../../src/trace/events.ts';
import { openTrace } from '../../../src/trace/log.ts';
import { readTrace } from '../../../src/trace/read.ts';

const say = (text: string): TraceBody => ({ kind: 'answer', sample: 1, text });
const decision: TraceBody = { kind: 'decision', decision: 'x', code: 'c', why: 'w', numbers: {} };

describe('the trace log', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'reckon-log-'));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  async function read(file: string): Promise<TraceEvent[]> {
    const events: TraceEvent[] = [];
    for await (const event of readTrace(file)) events.push(event);
    return events;
  }

  it('stamps, merges and writes what readers then see', async () => {
    const file = path.join(dir, 'trace.jsonl');
    const seen: TraceEvent[] = [];
    let now = 1000;
    const log = openTrace({ file, run: 'r', clock: () => now, onEvent: (e) => seen.push(e) });
    for (const text of ['a', 'b', 'c']) log.emit(say(text));
    now = 1060;
    log.emit(decision);
    log.close();
    log.emit(say('too late'));
    log.close();
    const events = await read(file);
    assert.deepEqual(events, seen);
    assert.deepEqual(
      events.map(({ v, run, seq, at, kind }) => ({ v, run, seq, at, kind })),
      [
        { v: 1, run: 'r', seq: 0, at: 1000, kind: 'answer' },
        { v: 1, run: 'r', seq: 1, at: 1060, kind: 'decision' },
        { v: 1, run: 'r', seq: 2, at: 1060, kind: 'answer' },
      ],
    );
    assert.equal(events[2]?.kind === 'answer' && events[2].text, 'bc');
  });

  it('is readable by its owner only', () => {
    const file = path.join(dir, 'trace.jsonl');
    openTrace({ file, run: 'r' }).close();
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('has a decision on disk when emit returns', () => {
    const file = path.join(dir, 'trace.jsonl');
    const log = openTrace({ file, run: 'r' });
    log.emit(say('before'));
    log.emit(decision);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, 2);
    log.close();
  });

  it('keeps infinite log-probabilities readable', async () => {
    const file = path.join(dir, 'trace.jsonl');
    const log = openTrace({ file, run: 'r' });
    log.emit({
      kind: 'answer',
      sample: 1,
      text: 'a',
      tokens: [{ text: 'a', logprob: -Infinity, entropy: NaN }],
    });
    log.close();
    const [event] = await read(file);
    assert.ok(event?.kind === 'answer');
    assert.deepEqual(event.tokens, [{ text: 'a', logprob: -Number.MAX_VALUE }]);
  });

  it('refuses a file that cannot be made, in words', () => {
    const file = path.join(dir, 'no', 'such', 'folder');
    assert.throws(() => openTrace({ file, run: 'r' }), /ENOENT.*name another file/);
  });

  it('notes a full disk once and lets the run go on', function () {
    if (process.platform !== 'linux') this.skip();
    const failures: Failure[] = [];
    const seen: TraceEvent[] = [];
    const log = openTrace({
      file: '/dev/full',
      run: 'r',
      onEvent: (event) => seen.push(event),
      onFailure: (failure) => failures.push(failure),
    });
    for (let i = 0; i < 3; i++) log.emit(decision);
    log.close();
    assert.deepEqual(
      failures.map(({ code }) => code),
      ['trace-cut'],
    );
    assert.match(failures[0]!.why, /ENOSPC/);
    assert.equal(seen.length, 3);
  });
});
