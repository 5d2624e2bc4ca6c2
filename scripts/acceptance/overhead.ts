import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { readTrace } from '../../src/trace/read.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { startCli } from './command-line.ts';
import { processesOf } from './kill/remains.ts';
import { openSubject, type Subject } from './overhead/subject.ts';

const candidates = 16;
const jobs = 2;
const pairs = 5;
/** The candidate that is right where one is: others are tried before it and beside it. */
const repair = 5;
const bars = { ratio: 1.15, endMs: 500 };

interface Solved {
  readonly events: readonly TraceEvent[];
  /** When the last process of the run's was gone, the command line's own among them. */
  readonly goneAt: number;
}

/** Runs the product on a subject and reads its trace; the storage is its own. */
async function solve(subject: Subject): Promise<Solved> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-overhead-'));
  const trace = path.join(folder, 'trace.jsonl');
  const { workspace, model } = subject;
  const args = ['--workspace', workspace.root, '--model', model, '--trace', trace, '--json'];
  try {
    const env = {
      RECKON_HOME: path.join(folder, 'storage'),
      RECKON_API_KEY: 'scripted',
      RECKON_POLICY: 'first-pass',
    };
    const counts = ['--samples', String(candidates), '--jobs', String(jobs)];
    await startCli(['solve', ...args, ...counts], env);
    while (processesOf(folder).length > 0) await sleep(5);
    const goneAt = Date.now();
    const events: TraceEvent[] = [];
    for await (const event of readTrace(trace)) events.push(event);
    return { events, goneAt };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Milliseconds that the bare command takes, as often and as many at a time; each in a session of its
 * own, as confined runs are: a busy machine's time is shared out by sessions.
 */
async function runBare({ workspace }: Subject): Promise<number> {
  const start = performance.now();
  const each = 'python3 -m unittest -q >/dev/null 2>&1';
  await execa(
    'sh',
    ['-c', `seq ${candidates} | xargs -P${jobs} -I{} setsid --wait sh -c '${each}'`],
    {
      cwd: workspace.root,
      reject: false,
    },
  );
  return performance.now() - start;
}

/** The first test's start to the last verdict, and the two baseline runs before. */
function timesOf(events: readonly TraceEvent[]) {
  const start = events.find(({ kind }) => kind === 'test.start')?.at ?? NaN;
  const verdicts = events.filter((event) => event.kind === 'verdict');
  const begun = events.find(({ kind }) => kind === 'run.start')?.at ?? NaN;
  const phases = events.filter((event) => event.kind === 'test.start').map(({ phase }) => phase);
  return {
    ms: (verdicts.at(-1)?.at ?? NaN) - start,
    failed: verdicts.filter(({ verdict }) => verdict === 'fail').length,
    phases: [...new Set(phases)],
    beforeMs: start - begun,
  };
}

async function runPair(number: number): Promise<Row> {
  const subject = await openSubject(0);
  try {
    // Neither of the two is always the first.
    const bareFirst = number % 2 === 0;
    const early = bareFirst ? await runBare(subject) : null;
    const { ms, failed, phases, beforeMs } = timesOf((await solve(subject)).events);
    const bareMs = early ?? (await runBare(subject));
    return {
      id: `pair ${number}`,
      result: { failed, phases },
      measured: {
        ratio: round(ms / bareMs, 1000),
        ms: Math.round(ms),
        bareMs: Math.round(bareMs),
        oneMs: Math.round((bareMs * jobs) / candidates),
        beforeMs,
        load: round(os.loadavg()[0] ?? 0, 10),
      },
    };
  } finally {
    await subject.dispose();
  }
}

async function runEnd(number: number): Promise<Row> {
  const subject = await openSubject(repair);
  try {
    const { events, goneAt } = await solve(subject);
    const decision = events.find(({ kind }) => kind === 'decision');
    const confirm = events.filter(
      (event) => event.kind === 'test.end' && event.phase === 'confirm',
    );
    const planted = events.filter(
      (event) => event.kind === 'test.end' && event.phase === 'planted',
    );
    const ms = (of: readonly TraceEvent[]) =>
      Math.round(of.reduce((sum, each) => sum + ('ms' in each ? each.ms : 0), 0));
    return {
      id: `end ${number}`,
      result: { accepted: decision?.kind === 'decision' && decision.decision === 'accept' },
      measured: {
        endMs: goneAt - (decision?.at ?? NaN),
        confirmMs: ms(confirm),
        plantedMs: ms(planted),
        load: round(os.loadavg()[0] ?? 0, 10),
      },
    };
  } finally {
    await subject.dispose();
  }
}

async function run(id: string): Promise<Row> {
  const [kind, number] = id.split(' ');
  return await (kind === 'pair' ? runPair : runEnd)(Number(number));
}

function rows(): Promise<string[]> {
  const numbers = Array.from({ length: pairs }, (_, index) => index + 1);
  return Promise.resolve([
    ...numbers.map((number) => `pair ${number}`),
    ...numbers.map((number) => `end ${number}`),
  ]);
}

function summarise(done: readonly Row[]): string[] {
  const values = (of: string, what: string) =>
    done.filter(({ id }) => id.startsWith(of)).map(({ measured }) => Number(measured[what]));
  const middle = (of: string, what: string) =>
    [...values(of, what)].sort((a, b) => a - b)[Math.floor(values(of, what).length / 2)] ?? NaN;
  return [
    `${candidates} candidates, ${jobs} jobs, over the bare command: ${middle('pair', 'ratio')} (bar: ${bars.ratio}), of ${values('pair', 'ratio').join(', ')}`,
    `one run of the command: ${middle('pair', 'oneMs')} ms; before the first candidate (snapshot, two baseline runs): ${middle('pair', 'beforeMs')} ms`,
    `a pass confirmed: ${middle('end', 'confirmMs')} ms, and a planted error: ${middle('end', 'plantedMs')} ms, of tests`,
    `from the decision to the last process gone: ${Math.max(...values('end', 'endMs'))} ms at most (bar: ${bars.endMs})`,
  ];
}

function round(value: number, by: number): number {
  return Math.round(value * by) / by;
}

/** What copies, confinement and judging cost beside the tests themselves, and how a run ends. */
export const benchmark: Benchmark = { seeds: { seed: 0 }, rows, run, summarise };
