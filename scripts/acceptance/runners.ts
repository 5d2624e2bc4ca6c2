import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startReplayServer, type Respond } from '../../test/support/replay-server.ts';
import { examples } from '../../test/support/runner-examples.ts';
import { fileAnswer } from '../../test/support/solve-task.ts';
import { writeWorkspace } from '../../test/support/workspace.ts';
import { readTrace } from '../../src/trace/read.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { solveWorkspace, type SolveResult } from './command-line.ts';
import { build, setups } from './runners/setups.ts';

const seed = 0;
const limits = ['--timeout', '560', '--seed', String(seed), '--jobs', '1', '--apply'];

/** Solves by the command line with a model that answers by script, in a storage of its own. */
async function solveScripted(
  workspace: string,
  respond: Respond,
  args: readonly string[],
): Promise<SolveResult & { runner: string | null; targets: readonly string[] }> {
  const storage = await mkdtemp(path.join(os.tmpdir(), 'reckon-runners-'));
  const server = await startReplayServer(respond);
  const trace = path.join(storage, 'trace.jsonl');
  try {
    const model = ['--model', `remote:${server.baseUrl}#scripted`, '--samples', '2'];
    // Two scripted answers are no record to judge a pass by.
    const policy = { RECKON_POLICY: 'first-pass' };
    const env = { RECKON_HOME: storage, RECKON_API_KEY: 'scripted', ...policy };
    const result = await solveWorkspace(
      workspace,
      [...model, ...limits, '--trace', trace, ...args],
      env,
    );
    let said: { runner: string | null; targets: readonly string[] } = { runner: null, targets: [] };
    for await (const event of readTrace(trace)) if (event.kind === 'baseline') said = event;
    return { ...result, runner: said.runner, targets: said.targets };
  } finally {
    await server.close();
    await rm(storage, { recursive: true, force: true });
  }
}

/** A wrong candidate, then the right one, through the runner itself. */
async function runExample(id: string, runner: string): Promise<Row> {
  const example = examples.find((each) => each.runner === runner);
  if (!example) throw new Error(`no runner is called ${runner}`);
  const missing = await example.missing();
  if (missing !== null) throw new Error(`${runner} cannot be measured: ${missing}`);
  const { source, text, files, target, test, modules } = example;
  const workspace = await writeWorkspace({ ...files, [source]: text('-') }, modules);
  let asked = 0;
  const respond: Respond = () => ({ text: fileAnswer(source, text(asked++ === 0 ? '*' : '+')) });
  try {
    const args = test === undefined ? [] : ['--test', test];
    const solved = await solveScripted(workspace.root, respond, args);
    const after = await readFile(path.join(workspace.root, source), 'utf8');
    return {
      id,
      result: {
        runner: solved.runner === runner && solved.targets.join() === target,
        verdicts: solved.samples.map(({ verdict }) => verdict).join(),
        solved: solved.outcome === 'solved' && after === text('+'),
      },
      measured: { code: solved.code, why: solved.why, seconds: seconds(solved) },
    };
  } finally {
    await workspace.dispose();
  }
}

async function runSetup(id: string, name: string): Promise<Row> {
  const setup = setups[name];
  if (!setup) throw new Error(`no set-up is called ${name}`);
  const { open, dispose } = await build(setup);
  try {
    const respond: Respond = () => ({ text: fileAnswer(...setup.answer) });
    const ended = await solveScripted(open, respond, setup.args ?? []);
    const became = ended.outcome === 'solved' ? 'solved' : ended.code;
    return {
      id,
      result: { expected: became === setup.expected && (setup.says?.test(ended.why) ?? true) },
      measured: { became, why: ended.why, seconds: seconds(ended) },
    };
  } finally {
    await dispose();
  }
}

function seconds({ ms }: SolveResult): number {
  return Math.round(ms / 100) / 10;
}

function rows(): Promise<string[]> {
  return Promise.resolve([
    ...examples.map(({ runner }) => `runner ${runner}`),
    ...Object.keys(setups).map((name) => `set-up ${name}`),
  ]);
}

async function run(id: string): Promise<Row> {
  const [, kind, name = ''] = /^(runner|set-up) (.*)$/.exec(id) ?? [];
  return kind === 'runner' ? await runExample(id, name) : await runSetup(id, name);
}

function summarise(done: readonly Row[]): string[] {
  const runners = done.filter(({ id }) => id.startsWith('runner '));
  const good = runners.filter(
    ({ result }) => result['solved'] === true && result['verdicts'] === 'fail,pass',
  );
  const others = done.filter(({ id }) => id.startsWith('set-up '));
  const expected = others.filter(({ result }) => result['expected'] === true);
  return [
    `runners whose wrong candidate failed and whose right one was accepted: ${good.length} of ${runners.length}`,
    `set-ups that ended as they should, with the sentence that they should: ${expected.length} of ${others.length}`,
    ...others.map(({ id, measured }) => `  ${id.slice(7)}: ${String(measured['why'])}`),
  ];
}

/** Every runner solves its workspace by a scripted candidate, and broken set-ups say what is wrong. */
export const benchmark: Benchmark = { seeds: { seed }, rows, run, summarise };
