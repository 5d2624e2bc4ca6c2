import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { FailureError } from '../../../src/base/failure.ts';
import type { TraceEvent } from '../../../src/trace/events.ts';
import { readTrace } from '../../../src/trace/read.ts';

const line = (seq: number, more: object = { kind: 'log', level: 'info', text: `n${seq}` }) =>
  JSON.stringify({ v: 1, run: 'r', seq, at: 1, ...more });

describe('reading a trace', () => {
  let dir: string;
  let file: string;
  before(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'reckon-read-'));
    file = path.join(dir, 'trace.jsonl');
  });
  after(() => {
    rmSync(dir, { recursive: true });
  });

  async function read(text: string): Promise<TraceEvent[]> {
    writeFileSync(file, text);
    const events: TraceEvent[] = [];
    for await (const event of readTrace(file)) events.push(event);
    return events;
  }
  const failsAs = (code: string) => (error: unknown) =>
    error instanceof FailureError && error.failure.code === code;

  it('leaves out kinds that it does not know, blank lines and a cut last line', async () => {
    const unknown = line(1, { kind: 'from.the.future', x: [1] });
    const cut = line(3).slice(0, -5);
    const events = await read([line(0), unknown, '', `${line(2)}\r`, cut].join('\n'));
    assert.deepEqual(
      events.map(({ seq }) => seq),
      [0, 2],
    );
  });

  it('takes a last line that only lacks its line feed', async () => {
    assert.equal((await read(`${line(0)}\n${line(1)}`)).length, 2);
  });

  it('does not split at line separators inside a text', async () => {
    const text = 'a\u2028b\u2029c\u0085d';
    const [event] = await read(`${line(0, { kind: 'log', level: 'info', text })}\n`);
    assert.ok(event?.kind === 'log');
    assert.equal(event.text, text);
  });

  it('refuses a newer version, damage and a missing file, each in its words', async () => {
    const newer = JSON.stringify({ v: 2, kind: 'log' });
    await assert.rejects(read(`${line(0)}\n${newer}\n`), failsAs('trace-newer'));
    await assert.rejects(read(newer), failsAs('trace-newer'));
    await assert.rejects(read(`${line(0)}\nnot json\n`), /Line 2 of the trace/);
    await assert.rejects(
      read(`${line(0, { kind: 'log', level: 'loud' })}\n`),
      failsAs('trace-damaged'),
    );
    rmSync(file);
    const events = readTrace(file);
    await assert.rejects(events.next(), failsAs('trace-missing'));
  });

  it('reads all that was written whole, wherever the writer died', async () => {
    const whole = [0, 1, 2, 3].map((seq) =>
      line(seq, { kind: 'log', level: 'warn', text: 'é→\n' }),
    );
    const bytes = Buffer.from(whole.map((one) => `${one}\n`).join(''));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length), async (cut) => {
        writeFileSync(file, bytes.subarray(0, cut));
        let count = 0;
        for await (const event of readTrace(file)) assert.equal(event.seq, count++);
        const ends = whole.map((_, n) => Buffer.byteLength(whole.slice(0, n + 1).join('\n')));
        assert.equal(count, ends.filter((end) => cut >= end).length);
      }),
      { numRuns: 60 },
    );
  });

  it('answers hostile lines with events or a failure, never otherwise', async () => {
    const hostile = fc.oneof(fc.string(), fc.json(), fc.constantFrom('null', '[]', '{"v":"1"}'));
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { maxLength: 5 }), async (texts) => {
        try {
          await read(texts.join('\n'));
        } catch (error) {
          assert.ok(error instanceof FailureError, String(error));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('reads 100,000 events', async () => {
    writeFileSync(file, '');
    const tokens = [{ text: 'token', logprob: -0.25, entropy: 1.5 }];
    for (let part = 0; part < 10; part++) {
      const lines = Array.from({ length: 10_000 }, (_, n) =>
        line(part * 10_000 + n, { kind: 'answer', sample: 1, text: 'token', tokens }),
      );
      appendFileSync(file, `${lines.join('\n')}\n`);
    }
    const started = performance.now();
    let next = 0;
    for await (const { seq } of readTrace(file)) assert.equal(seq, next++);
    assert.equal(next, 100_000);
    console.log(`      100,000 events in ${Math.round(performance.now() - started)} ms`);
  });
});
