import { mkdtemp, mkdir, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark, Row } from './benchmark.ts';
import { startCli, type CliProcess } from './command-line.ts';
import { momentOf, moments, type Moment } from './kill/moments.ts';
import { differences, processesOf, readTree, withTexts, type Tree } from './kill/remains.ts';
import { demoSubject, manyFilesSubject, type Subject } from './kill/subjects.ts';

const seed = 0;
/** How long processes of a sandbox may take to follow the one that was killed. */
const graceMs = 3_000;

/** One machine's state: storage and temporary files of our own, shared by the runs of a row. */
interface Ground {
  readonly folder: string;
  readonly storage: string;
  readonly env: Readonly<Record<string, string>>;
}

async function openGround(): Promise<Ground> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-kill-'));
  const storage = path.join(folder, 'storage');
  const temporary = path.join(folder, 'tmp');
  await mkdir(temporary);
  const env = {
    RECKON_HOME: storage,
    TMPDIR: temporary,
    RECKON_API_KEY: 'scripted',
    RECKON_POLICY: 'first-pass',
  };
  return { folder, storage, env };
}

function startSolve(subject: Subject, ground: Ground, trace: string): CliProcess {
  const { workspace, model } = subject;
  const args = ['solve', '--workspace', workspace.root, '--model', model, '--apply', '--json'];
  return startCli([...args, '--seed', String(seed), '--trace', trace], ground.env);
}

/** Kills a run at the moment; false where the run ended before it came. */
async function killAt(moment: Moment, subject: Subject, ground: Ground): Promise<boolean> {
  const trace = path.join(ground.folder, 'killed.jsonl');
  const place = { trace, workspace: subject.workspace.root, storage: ground.storage };
  const watching = new AbortController();
  const reached = momentOf(moment, place, watching.signal);
  const running = startSolve(subject, ground, trace);
  const killed = await Promise.race([
    reached.then(() => running.kill('SIGKILL')),
    running.then(() => false),
  ]);
  watching.abort();
  await Promise.allSettled([reached, running]);
  return killed;
}

/** Is the tree the old or the new one, to the byte? */
function stateOf(tree: Tree, old: Tree, repaired: Tree | null): 'old' | 'new' | 'mixed' {
  if (differences(tree, old).length === 0) return 'old';
  return repaired && differences(tree, repaired).length === 0 ? 'new' : 'mixed';
}

/** A run that lives while another is killed: it waits for its model until it is let go. */
async function startNeighbour(ground: Ground) {
  const held = new AbortController();
  const subject = await manyFilesSubject(held.signal);
  const trace = path.join(ground.folder, 'neighbour.jsonl');
  const running = startSolve(subject, ground, trace);
  const sampling: Moment = { on: 'event', kind: 'sample.start', count: 1, ms: 0 };
  const place = { trace, workspace: subject.workspace.root, storage: ground.storage };
  await momentOf(sampling, place, AbortSignal.timeout(60_000));
  return {
    /** Lets it go on, and says whether it solved its task as if nothing had happened. */
    end: async (): Promise<boolean> => {
      held.abort();
      const { exitCode } = await running;
      await subject.dispose();
      return exitCode === 0;
    },
  };
}

async function copiesIn(storage: string): Promise<number> {
  return (await readdir(path.join(storage, 'sandbox')).catch(() => [])).length;
}

/** What is left when nothing runs any more: processes, copies, journals, temporary files. */
async function remainsOf(ground: Ground): Promise<string[]> {
  const deadline = performance.now() + graceMs;
  while (processesOf(ground.folder).length > 0 && performance.now() < deadline) await sleep(50);
  const files = async (folder: string) =>
    (await readdir(path.join(ground.folder, folder)).catch(() => [])).map(
      (name) => `${folder}/${name}`,
    );
  return [
    ...processesOf(ground.folder).map((pid) => `process ${pid}`),
    ...(await files('storage/sandbox')),
    ...(await files('storage/applies')),
    ...(await files('tmp')),
  ];
}

async function run(id: string): Promise<Row> {
  const [stage = '', number = ''] = id.split(' ');
  const moment = moments[stage]?.[Number(number) - 1];
  if (!moment) throw new Error(`no moment is called ${id}`);
  const ground = await openGround();
  const subject = await (stage === 'apply' ? manyFilesSubject() : demoSubject());
  const { root } = subject.workspace;
  try {
    const old = readTree(root);
    const repaired = subject.repaired && withTexts(old, root, subject.repaired);
    const neighbour = await startNeighbour(ground);
    const killed = await killAt(moment, subject, ground);
    const stateAtKill = stateOf(readTree(root), old, repaired);
    const copiesAtKill = await copiesIn(ground.storage);
    await startCli(['doctor', '--workspace', root, '--json'], ground.env);
    const state = stateOf(readTree(root), old, repaired);
    const copiesOfTheLiving = await copiesIn(ground.storage);
    const neighbourSolved = await neighbour.end();
    const left = await remainsOf(ground);
    return {
      id,
      result: {
        killed,
        whole: state !== 'mixed' && (stage === 'apply' || stateAtKill === 'old'),
        swept: copiesOfTheLiving === 1 && left.length === 0,
        livingSpared: neighbourSolved,
      },
      measured: { stateAtKill, state, copiesAtKill, copiesOfTheLiving, left },
    };
  } finally {
    await subject.dispose();
    await rm(ground.folder, { recursive: true, force: true });
  }
}

function rows(): Promise<string[]> {
  const ids = Object.entries(moments).flatMap(([stage, of]) =>
    of.map((_, index) => `${stage} ${index + 1}`),
  );
  return Promise.resolve(ids);
}

function summarise(done: readonly Row[]): string[] {
  const count = (what: string) => done.filter((row) => row.result[what] === true).length;
  const cut = done.filter((row) => row.measured['stateAtKill'] === 'mixed').length;
  const of = done.length;
  return [
    `killed at its moment: ${count('killed')} of ${of}; ${cut} of them in the middle of changing files`,
    `tree whole, old or new, after the next start: ${count('whole')} of ${of}`,
    `nothing left after the next start: ${count('swept')} of ${of}`,
    `a living run beside it was spared and solved its task: ${count('livingSpared')} of ${of}`,
  ];
}

/** kill -9 of the command line at 20 moments: what becomes of the user's tree, and what is left? */
export const benchmark: Benchmark = { seeds: { seed }, rows, run, summarise };
