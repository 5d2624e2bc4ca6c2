import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import type { Program } from './programs/program.ts';
import { programSets } from './programs/program.ts';

const repository = path.resolve(import.meta.dirname, '../..');

/** A defect of a program: one line (in a few natural ones, more) that is not the reference's. */
export const defectSchema = z.object({
  id: z.string(),
  set: z.enum(programSets),
  program: z.string(),
  file: z.string(),
  /** Where the defect stands in the defective file, from 1; where a line is missing, its place. */
  line: z.number().int(),
  /** The reference's text there; null where it has none. */
  before: z.string().nullable(),
  /** The defective text; null where a line is missing. */
  after: z.string().nullable(),
  /** `natural`, or the kind of mutation that planted it. */
  kind: z.string(),
  seed: z.number().int(),
});
export type Defect = z.infer<typeof defectSchema>;

/** A temporary workspace, a git repository with one commit. */
export interface Workspace {
  readonly root: string;
  dispose(): Promise<void>;
}

/** The program's source with the defect in it. Throws where the reference has another text there. */
export function defectiveSource(program: Program, defect: Defect): string {
  if (program.defective !== null) return program.defective;
  const lines = program.reference.split('\n');
  if (lines[defect.line - 1] !== defect.before || defect.after === null)
    throw new Error(`${defect.id} does not fit the program: draw the defects again`);
  lines[defect.line - 1] = defect.after;
  return lines.join('\n');
}

/** A temporary workspace that holds the program with this text as its source. */
export async function buildWorkspace(program: Program, source: string): Promise<Workspace> {
  return await writeWorkspace({ ...program.files, [program.file]: source });
}

/**
 * A temporary workspace of these files (path -> text), committed to git; where there is a
 * package.json, `modules` (the repository's node_modules) are linked into it.
 */
export async function writeWorkspace(
  files: Readonly<Record<string, string>>,
  modules = path.join(repository, 'node_modules'),
): Promise<Workspace> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'reckon-workspace-'));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  if ('package.json' in files)
    await symlink(await realpath(modules), path.join(root, 'node_modules'));
  await commitAll(root);
  return { root, dispose: () => rm(root, { recursive: true, force: true }) };
}

/** Makes `root` a git repository whose one commit holds everything that is not ignored. */
export async function commitAll(root: string): Promise<void> {
  const author = ['-c', 'user.name=Workspace', '-c', 'user.email=workspace@example.org'];
  const git = (...args: string[]) => execa('git', args, { cwd: root });
  await git('init', '-q', '-b', 'main');
  await git('add', '-A');
  await git(...author, '-c', 'commit.gpgsign=false', 'commit', '-q', '-m', 'Start');
}

/** What became of a solved workspace, judged by the reference. */
export interface Judgement {
  readonly right: boolean;
  /** True where the source is the reference's, white space at line ends aside. */
  readonly exact: boolean;
  readonly why: string;
}

/**
 * Is the solved source right? It must pass the program's own full tests, in a clean workspace, and
 * (QuixBugs) return what the reference returns on this many generated inputs.
 */
export async function isRight(
  workspace: Workspace,
  program: Program,
  inputs = 300,
): Promise<Judgement> {
  const source = await readFile(path.join(workspace.root, program.file), 'utf8');
  const exact = trimmed(source) === trimmed(program.reference);
  if (exact) return { right: true, exact, why: 'the source is the reference' };
  const clean = await buildWorkspace(program, source);
  try {
    const suite = await runConfined(clean.root, program.test, 20);
    if (suite !== 'passed') return { right: false, exact, why: `the full tests: ${suite}` };
    if (program.set !== 'quixbugs') return { right: true, exact, why: 'the full tests pass' };
    return { ...(await agreesOnInputs(clean, program, inputs)), exact };
  } finally {
    await clean.dispose();
  }
}

async function agreesOnInputs(clean: Workspace, program: Program, inputs: number) {
  await writeFile(path.join(clean.root, `reference_${program.file}`), program.reference);
  const script = path.join(import.meta.dirname, 'programs', 'compare.py');
  const end = await runConfined(clean.root, ['python3', script, program.name, `${inputs}`], 60);
  const right = end === 'passed';
  return {
    right,
    why: right ? 'the reference agrees on generated inputs' : 'the reference differs',
  };
}

function trimmed(source: string): string {
  return source.replace(/[ \t\r]+$/gm, '').trim();
}

/** How a confined run ended. */
export type RunEnd = 'passed' | 'failed' | 'timeout';

/**
 * Runs a command in a workspace with nothing writable but the workspace and no network: what is
 * run may be a model's work. Needs bubblewrap. The limit is in seconds of processor time, over all
 * processes, so that a busy machine gives the same end as an idle one.
 */
export async function runConfined(
  root: string,
  argv: readonly string[],
  cpuSeconds: number,
): Promise<RunEnd> {
  const bounds = ['--unshare-all', '--die-with-parent', '--ro-bind', '/', '/'];
  const temporary = ['--dev', '/dev', '--proc', '/proc', '--tmpfs', '/run', '--tmpfs', os.tmpdir()];
  const mounts = [...temporary, '--ro-bind', repository, repository, '--bind', root, root];
  // An endless loop is ended by the kernel, past what the verdict allows.
  const limit = ['prlimit', `--cpu=${Math.ceil(cpuSeconds) + 1}`];
  const timed = ['bash', '-c', 'TIMEFORMAT="%U %S"; time "$@"', 'bash', ...limit, ...argv];
  const result = await execa('bwrap', [...bounds, ...mounts, '--chdir', root, ...timed], {
    cwd: root,
    env: { PYTHONDONTWRITEBYTECODE: '1', NODE_OPTIONS: '' },
    timeout: 30_000 * cpuSeconds,
    killSignal: 'SIGKILL',
    reject: false,
    stdin: 'ignore',
  });
  const [user, system] = (result.stderr.split('\n').at(-1) ?? '').split(' ').map(Number);
  const used = (user ?? Infinity) + (system ?? Infinity);
  if (result.timedOut || !(used <= cpuSeconds)) return 'timeout';
  return result.exitCode === 0 ? 'passed' : 'failed';
}
