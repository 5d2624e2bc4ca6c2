import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { neverAborted } from '../../../src/base/abort.ts';
import { Syntax } from '../../../src/base/syntax.ts';
import type { Runner } from '../../../src/runner/runner.ts';
import type { Bounds } from '../../../src/sandbox/bounds.ts';
import { openWorkspace } from '../../../src/solve/workspace.ts';
import { randomName, runTests } from '../../../src/verify/execution.ts';
import { judgeRun } from '../../../src/verify/pass.ts';
import { withRemote } from '../../../test/support/remote.ts';
import {
  fileAnswer,
  grammars,
  solveWith,
  workspaceTask,
  type Solved,
} from '../../../test/support/solve-task.ts';
import { writeWorkspace } from '../../../test/support/workspace.ts';
import { readTree, withTexts, type Tree } from '../kill/remains.ts';
import type { Attack } from './attack.ts';
import { Ground } from './ground.ts';
import { subjects } from './subjects.ts';

/** What became of an attack. */
export interface Trial {
  /** Was a defect taken for a repair? */
  readonly fooled: boolean;
  readonly harms: readonly string[];
  /** Of the hostile candidate's verdict; of a bare command `exit N`. */
  readonly code: string;
  /** Was the candidate accepted? */
  readonly solved: boolean;
}

/** What an attack does besides writing files is bounded by itself; this is for the case of a fault. */
const bareTimeoutMs = 300_000;

/** A candidate: path -> text. */
type Candidate = Readonly<Record<string, string>>;

interface Scene {
  readonly ground: Ground;
  readonly root: string;
  /** The hostile candidate, and the harmless one after it where the attack poisons. */
  readonly candidates: readonly Candidate[];
}

/** Makes an attack's workspace, uses it, and says what `use` says and the planted things tell. */
async function staged(
  attack: Attack,
  repaired: boolean,
  use: (scene: Scene) => Promise<Omit<Trial, 'harms'> & { texts: string; tree: Tree }>,
): Promise<Trial> {
  const { files, source, wrong, right } = subjects[attack.on];
  const ground = await Ground.open();
  const workspace = await writeWorkspace({ ...files, 'mine.txt': 'mine\n' });
  const { root } = workspace;
  try {
    await writeFile(path.join(root, '.env'), ground.fill('KEY=<secret>\n', root));
    // Node's own runner looks behind every link, and fails where there is nothing.
    if (attack.on === 'unittest')
      await symlink(path.join(ground.folder, 'outside'), path.join(root, 'link'));
    const written = (text: string) => ground.fill(text, root);
    const hostile = {
      [source]: `${repaired ? right : wrong}${attack.code ?? ''}`,
      ...attack.files,
    };
    const candidates: Candidate[] = [
      Object.fromEntries(
        Object.entries(hostile).map(([file, text]) => [written(file), written(text)]),
      ),
      ...(attack.poisons ? [{ [source]: `${wrong}\n` }] : []),
    ];
    const { tree, texts, ...said } = await use({ ground, root, candidates });
    return { ...said, harms: await ground.harms({ root, before: tree }, texts) };
  } finally {
    await ground.dispose();
    await workspace.dispose();
  }
}

/** The product: real copies, real runners, a scripted model that gives the candidates. */
export function tryConfined(
  attack: Attack,
  repaired: boolean,
  bounds = attack.bounds ?? {},
): Promise<Trial> {
  return staged(attack, repaired, async ({ ground, root, candidates }) => {
    const tree = readTree(root);
    const solved = await solveCandidates(attack, ground, root, candidates, bounds);
    const passing = solved.samples.filter(({ verdict }) => verdict === 'pass');
    const fooled = !repaired && (solved.outcome === 'solved' || passing.length > 0);
    const code = solved.samples[0]?.code ?? solved.code;
    return {
      fooled,
      code,
      solved: solved.outcome === 'solved',
      texts: JSON.stringify(solved),
      tree,
    };
  });
}

async function solveCandidates(
  attack: Attack,
  ground: Ground,
  root: string,
  candidates: readonly Candidate[],
  bounds: Partial<Bounds>,
): Promise<Solved> {
  const answers = candidates.map((candidate) =>
    Object.entries(candidate)
      .map(([file, text]) => fileAnswer(file, text))
      .join('\n'),
  );
  let asked = 0;
  let solved: Solved | undefined;
  const options = {
    storage: ground.storage,
    samples: answers.length,
    testTimeoutMs: attack.timeoutMs ?? 30_000,
    bounds,
  };
  await withRemote(
    () => ({ text: answers[asked++] ?? '' }),
    async (model) => {
      const workspace = { root, dispose: () => Promise.resolve() };
      solved = await solveWith(workspace, [model], options);
    },
    { parallel: 1 },
  );
  if (!solved) throw new Error('nothing was solved');
  return solved;
}

/** No defence: the candidates are written where they say, and the bare test command runs there. */
export function tryBare(attack: Attack): Promise<Trial> {
  return staged(attack, false, async ({ root, candidates }) => {
    const before = readTree(root);
    const own: Record<string, string> = {};
    let exitCode: number | undefined;
    let texts = '';
    for (const candidate of candidates) {
      for (const [file, text] of Object.entries(candidate)) {
        const target = path.resolve(root, file);
        await mkdir(path.dirname(target), { recursive: true });
        await writeFile(target, text);
        if (!/^(\.git|link)\/|^\.\.|^\//.test(file)) own[file] = text;
      }
      // The shell stays: a test command has a parent, whose environment it may read.
      const ran = await execa('/bin/sh', ['-c', `${subjects[attack.on].command}; exit $?`], {
        cwd: root,
        all: true,
        reject: false,
        stdin: 'ignore',
        timeout: bareTimeoutMs,
      });
      exitCode = ran.exitCode;
      texts += ran.all;
    }
    const tree = withTexts(before, root, own);
    return {
      fooled: exitCode === 0,
      code: `exit ${exitCode ?? 'none'}`,
      solved: false,
      texts,
      tree,
    };
  });
}

/** The product's parts, but a report is believed without its seal. */
export function tryUnsealed(attack: Attack): Promise<Trial> {
  return staged(attack, false, async ({ ground, root, candidates }) => {
    const tree = readTree(root);
    const { bench, files } = await openWorkspace(
      workspaceTask(root, ground.storage),
      null,
      neverAborted,
    );
    const { command, executor, runner } = bench;
    const unsealed: Runner = {
      ...runner,
      report: ({ files, exitCode, output, ms }) =>
        runner.report({ files, exitCode, output, ms }, command),
    };
    try {
      const path = files.paths.find((file) => runner.isTestFile(file)) ?? '';
      const text = (await files.read(path)) ?? '';
      const targets = await runner.list({ path, text }, command, new Syntax(grammars), (file) =>
        files.read(file),
      );
      const canary = runner.canary(command, [path], randomName());
      const copy = await executor.acquire({ kind: 'sample' });
      for (const [file, after] of Object.entries({
        ...candidates[0],
        [canary?.path ?? '']: canary?.text ?? '',
      }))
        await copy.apply([{ path: file, before: null, after }]);
      const options = { selection: 'all', timeoutMs: 30_000, canary } as const;
      const ran = await runTests({ ...bench, runner: unsealed }, copy, options);
      const { verdict, code } = judgeRun(ran, { targets, guards: [], errors: 0 }, 'suite', canary);
      return { fooled: verdict === 'pass', code, solved: false, texts: ran.output, tree };
    } finally {
      await executor.dispose();
    }
  });
}
