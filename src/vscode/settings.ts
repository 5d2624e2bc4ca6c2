import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { workspace, type WorkspaceFolder } from 'vscode';
import { FailureError } from '../base/failure.ts';

/** The settings of a folder, as far as Solve and Doctor read them. Null: the core's own default. */
export interface Settings {
  readonly model: string;
  readonly samples: number | null;
  readonly jobs: number | null;
  readonly maxWrong: number;
  readonly maxTokens: number | null;
  readonly timeoutMs: number;
  readonly test: string | null;
  readonly testCwd: string | null;
  readonly testTimeoutMs: number | null;
  readonly network: 'none' | 'host';
  readonly include: readonly string[];
  readonly allowUnconfined: boolean;
  /** Runs whose traces stay. */
  readonly keepRuns: number;
}

/** Settings are text that people write: what is of the wrong type or out of range counts as unset. */
export function readSettings(folder: WorkspaceFolder): Settings {
  const settings = workspace.getConfiguration('reckon', folder.uri);
  const text = (name: string) => {
    const value = settings.get(name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const number = (name: string, least: number, most: number) => {
    const value = settings.get(name);
    return typeof value === 'number' && value >= least && value <= most ? value : null;
  };
  const whole = (name: string, least: number, most: number) => {
    const value = number(name, least, most);
    return value === null ? null : Math.floor(value);
  };
  const milliseconds = (name: string) => {
    const seconds = number(name, 1, 86_400);
    return seconds === null ? null : seconds * 1000;
  };
  return {
    model: text('solve.model') ?? text('model') ?? 'bundled',
    samples: whole('solve.samples', 1, 10_000),
    jobs: whole('solve.jobs', 1, 64),
    maxWrong: number('solve.maxWrong', 0, 1) ?? 0.1,
    maxTokens: whole('solve.maxTokens', 1, 1e9),
    timeoutMs: milliseconds('solve.timeoutSeconds') ?? 600_000,
    test: text('test.command'),
    testCwd: text('test.cwd'),
    testTimeoutMs: milliseconds('test.timeoutSeconds'),
    network: text('sandbox.network') === 'host' ? 'host' : 'none',
    include: strings(settings.get('sandbox.include')),
    allowUnconfined: settings.get('sandbox.allowUnconfined') === true,
    keepRuns: whole('trace.keep', 1, 1000) ?? 50,
  };
}

/** Variables for the tests: those of `reckon.test.envFile`, then those of `reckon.test.env`. */
export async function testEnvironment(folder: WorkspaceFolder): Promise<Record<string, string>> {
  const settings = workspace.getConfiguration('reckon', folder.uri);
  const own = settings.get('test.env');
  const entries = typeof own === 'object' && own !== null ? Object.entries(own) : [];
  const file = settings.get('test.envFile');
  const read = typeof file === 'string' && file.trim() !== '' ? file.trim() : null;
  return {
    ...(read === null ? {} : await readEnvFile(path.resolve(folder.uri.fsPath, read))),
    ...Object.fromEntries(entries.map(([name, value]) => [name, String(value)])),
  };
}

async function readEnvFile(file: string): Promise<Record<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => {
    const why = `The file of reckon.test.envFile cannot be read: ${file}.`;
    throw new FailureError('no-env-file', why);
  });
  return parseEnv(text) as Record<string, string>;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
