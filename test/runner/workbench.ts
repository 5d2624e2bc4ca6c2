import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { Syntax } from '../../src/base/syntax.ts';
import { parseCommand } from '../../src/runner/command.ts';
import { parsePackage } from '../../src/runner/packages.ts';
import { keyName } from '../../src/runner/report.ts';
import { createRunners, loadShims } from '../../src/runner/runners.ts';
import type {
  Canary,
  Runner,
  Selection,
  TestCommand,
  TestReport,
} from '../../src/runner/runner.ts';

const repository = path.resolve(import.meta.dirname, '../..');
export const runners = createRunners(loadShims(repository));
export const syntax = new Syntax(path.join(repository, 'dist/grammars'));

/** Of the reports' seals. */
const key = 'k7w2';

/** A temporary copy of a fixture, with files changed, in which commands are run as planned. */
export class Workbench {
  readonly root: string;
  private constructor(root: string) {
    this.root = root;
  }

  /** `modules`: the folder of packages that a fixture with a package.json is linked to. */
  static async open(fixture: string, modules = path.join(repository, 'node_modules')) {
    const root = await mkdtemp(path.join(os.tmpdir(), 'reckon-runner-'));
    cpSync(path.join(repository, 'test/fixtures', fixture), root, { recursive: true });
    if (existsSync(path.join(root, 'package.json')))
      await symlink(modules, path.join(root, 'node_modules'));
    return new Workbench(root);
  }

  write(name: string, text: string): void {
    writeFileSync(path.join(this.root, name), text);
  }

  readonly read = (name: string): Promise<string | null> => {
    const file = path.join(this.root, name);
    return Promise.resolve(existsSync(file) ? readFileSync(file, 'utf8') : null);
  };

  command(text: string, cwd = ''): { command: TestCommand; runner: Runner } {
    const command = parseCommand(text, cwd, (dir) => {
      const file = path.join(this.root, dir, 'package.json');
      return existsSync(file) ? parsePackage(readFileSync(file, 'utf8')) : null;
    });
    return { command, runner: runners[command.runner] };
  }

  async run(
    text: string,
    { selection = 'all', canary, cwd = '' }: RunOptions = {},
  ): Promise<{ report: TestReport; exitCode: number | null; output: string }> {
    const { command, runner } = this.command(text, cwd);
    const exchange = await mkdtemp(path.join(os.tmpdir(), "reckon exchange 'x' "));
    try {
      if (canary) this.write(canary.path, canary.text);
      const { argv, env, inputs } = runner.invocation(command, selection, exchange, canary);
      for (const [name, input] of Object.entries({ ...inputs, [keyName]: key }))
        writeFileSync(path.join(exchange, name), input);
      const folder = path.join(this.root, command.cwd);
      await mkdir(folder, { recursive: true });
      const [file, ...args] = argv;
      const result = await execa(file, args, {
        cwd: folder,
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
        extendEnv: false,
        all: true,
        reject: false,
        stdin: 'ignore',
      });
      const exitCode = result.exitCode ?? null;
      const report = runner.report(
        { files: filesIn(exchange), exitCode, output: result.all, ms: result.durationMs, key },
        command,
      );
      return { report, exitCode, output: result.all };
    } finally {
      await rm(exchange, { recursive: true, force: true });
    }
  }

  canary(text: string, testFile: string, random = 'k3z9'): Canary {
    const { command, runner } = this.command(text);
    const canary = runner.canary(command, [testFile], random);
    if (!canary) throw new Error(`${runner.name} has no canary`);
    return canary;
  }

  async dispose(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

interface RunOptions {
  readonly selection?: Selection;
  readonly canary?: Canary;
  readonly cwd?: string;
}

/** `id: outcome` of every case, sorted. */
export function outcomes(report: TestReport): Record<string, string> {
  const sorted = [...report.cases].sort((a, b) => (a.id < b.id ? -1 : 1));
  return Object.fromEntries(sorted.map(({ id, outcome }) => [id, outcome]));
}

function filesIn(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile()) files.set(entry.name, readFileSync(path.join(folder, entry.name), 'utf8'));
  }
  return files;
}
