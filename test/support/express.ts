import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { Patch } from '../../src/base/edit.ts';
import { dataFolder } from './programs/archive.ts';

/** Express as it was with one of its historical bugs, its dependencies installed. */
export interface ExpressBug {
  readonly root: string;
  /** Runs the whole suite in the workspace. */
  readonly test: string;
  /** How its developers mended it. */
  readonly fix: Patch;
  dispose(): Promise<void>;
}

const bundle = (name: string) => path.join(dataFolder() ?? '', 'bugsjs', name);

/** Numbers of the historical bugs of Express that the data folder holds, ascending. */
export async function expressBugs(): Promise<number[]> {
  const heads = await execa('git', ['bundle', 'list-heads', bundle('express.bundle')]);
  const numbers = [...heads.stdout.matchAll(/refs\/tags\/Bug-(\d+)-fix$/gm)];
  return numbers.map(([, number]) => Number(number)).sort((a, b) => a - b);
}

/** Checks a bug out in a temporary folder. Null where npm cannot install what it needs. */
export async function openExpressBug(bug: number): Promise<ExpressBug | null> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'reckon-express-'));
  const dispose = () => rm(root, { recursive: true, force: true });
  const git = async (...args: string[]) => (await execa('git', args, { cwd: root })).stdout;
  try {
    await git('clone', '-q', '--no-checkout', bundle('express.bundle'), '.');
    await git('checkout', '-q', `Bug-${bug}`);
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    const installed = await execa('npm', [...args, '--legacy-peer-deps'], {
      cwd: root,
      reject: false,
    });
    if (installed.exitCode === 0) {
      return { root, dispose, test: await commandOf(bug), fix: await fixOf(bug, git) };
    }
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
  await dispose();
  return null;
}

/** The whole suite's command as the data state it. */
async function commandOf(bug: number): Promise<string> {
  const table = await readFile(bundle('express_commands.csv'), 'utf8');
  const row = table.split('\n').find((line) => line.startsWith(`${bug};`));
  const command = row?.split(';')[1];
  if (command === undefined) throw new Error(`no command is given for bug ${bug} of Express`);
  return command;
}

async function fixOf(bug: number, git: (...args: string[]) => Promise<string>): Promise<Patch> {
  const [from, to] = [`Bug-${bug}`, `Bug-${bug}-fix`];
  const names = (await git('diff', '--name-only', from, to)).split('\n').filter(Boolean).sort();
  const textAt = async (tag: string, file: string) =>
    await git('show', `${tag}:${file}`).then(
      (text) => `${text}\n`,
      () => null,
    );
  return await Promise.all(
    names.map(async (file) => ({
      path: file,
      before: await textAt(from, file),
      after: await textAt(to, file),
    })),
  );
}
