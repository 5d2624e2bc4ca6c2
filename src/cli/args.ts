import path from 'node:path';
import { parseArgs } from 'node:util';
import { toFailure, type Failure } from '../base/failure.ts';
import { parseModelName } from '../model/names.ts';
import { statedDoubt } from '../solve/change.ts';
import { type CommandName, commands, type CommandSpec, helpText, isCommand } from './commands.ts';
import { OptionReader, usageError, type Values } from './values.ts';

/** What `solve` is asked for. Undefined: the run's own default holds (see `--help`). */
export interface SolveOptions {
  /** Absolute. */
  readonly workspace: string;
  readonly goal: string | undefined;
  readonly test: string | undefined;
  readonly targets: readonly string[];
  readonly samples: number | undefined;
  /** At least one. */
  readonly models: readonly string[];
  readonly jobs: number | undefined;
  readonly maxWrong: number;
  readonly seed: number;
  readonly timeoutMs: number;
  readonly testTimeoutMs: number | undefined;
  readonly maxTokens: number | undefined;
  readonly allowUnconfined: boolean;
  readonly apply: boolean;
  /** Absolute; undefined: into the storage. */
  readonly trace: string | undefined;
  readonly json: boolean;
}

/** An answer to the question that a run ended with. */
export interface ResumeOptions {
  /** The trace of that run, absolute. */
  readonly past: string;
  /** A cluster's label, `neither` or `unknown`. */
  readonly answer: string;
  /** The right output, as JSON; undefined where it was not told. */
  readonly expect: string | undefined;
  readonly apply: boolean;
  readonly trace: string | undefined;
  readonly json: boolean;
}

/** What `verify` is asked for. */
export interface VerifyOptions {
  /** Absolute. */
  readonly workspace: string;
  /** A file, absolute, or `-`; undefined: what is not committed. */
  readonly patch: string | undefined;
  readonly test: string | undefined;
  readonly targets: readonly string[];
  readonly maxWrong: number;
  readonly prior: number;
  readonly models: readonly string[];
  readonly samples: number;
  readonly seed: number;
  readonly timeoutMs: number;
  readonly testTimeoutMs: number | undefined;
  readonly allowUnconfined: boolean;
  readonly trace: string | undefined;
  readonly json: boolean;
}

export interface TraceOptions {
  /** Absolute. */
  readonly file: string;
}

export interface DoctorOptions {
  /** Absolute. */
  readonly workspace: string;
  readonly models: readonly string[];
  readonly test: string | undefined;
  readonly json: boolean;
}

/** What `complete` is asked for: one place, or a recorded session. */
export type CompleteOptions = {
  readonly model: string;
  /** Nothing is hidden for being unlikely. */
  readonly showAll: boolean;
  readonly json: boolean;
} & (
  | {
      readonly kind: 'place';
      /** Absolute. */
      readonly file: string;
      readonly offset: number;
    }
  | {
      readonly kind: 'session';
      /** Absolute; a line an event. */
      readonly session: string;
      /** Keeps the order of the events, without waiting for their times. */
      readonly fast: boolean;
    }
);

export type Request =
  | { readonly command: 'solve'; readonly options: SolveOptions }
  | { readonly command: 'verify'; readonly options: VerifyOptions }
  | {
      readonly command: 'resume';
      readonly of: 'solve' | 'verify';
      readonly options: ResumeOptions;
    }
  | { readonly command: 'complete'; readonly options: CompleteOptions }
  | { readonly command: 'trace'; readonly options: TraceOptions }
  | { readonly command: 'doctor'; readonly options: DoctorOptions };

export type Parsed =
  | { readonly kind: 'run'; readonly request: Request }
  | { readonly kind: 'help'; readonly text: string }
  /** Exit 64. */
  | { readonly kind: 'usage'; readonly failure: Failure; readonly hint: string };

/** Reads a command line (without program and script). Relative paths are taken from `cwd`. */
export function parseCommandLine(argv: readonly string[], cwd: string): Parsed {
  const [name, ...rest] = argv;
  if (name === '--help' || name === '-h' || name === 'help') {
    return { kind: 'help', text: helpText() };
  }
  const hint = `reckon ${name !== undefined && isCommand(name) ? `${name} ` : ''}--help`;
  try {
    if (name === undefined) throw usageError('A command is needed.');
    if (!isCommand(name)) throw usageError(`There is no command "${name}".`);
    return parseCommand(name, rest, cwd);
  } catch (error) {
    return { kind: 'usage', failure: toFailure(error), hint };
  }
}

function parseCommand(name: CommandName, argv: string[], cwd: string): Parsed {
  const { values, positionals } = split(name, argv);
  const read = new OptionReader(values);
  if (read.flag('help')) return { kind: 'help', text: helpText(name) };
  const operands = 'operand' in commands[name] ? 1 : 0;
  const surplus = positionals[operands];
  if (surplus !== undefined) throw usageError(`"${surplus}" is one argument too many.`);
  return { kind: 'run', request: requests[name](read, positionals, cwd) };
}

function split(name: CommandName, args: string[]): { values: Values; positionals: string[] } {
  const { options }: CommandSpec = commands[name];
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // Node's first sentence says it all; the others advise on the use of `--`.
    const [first] = (error as Error).message.split(/\.\s/);
    throw usageError(`${first ?? 'The options cannot be read'}.`);
  }
}

type Reader = (read: OptionReader, positionals: readonly string[], cwd: string) => Request;

const requests: Record<CommandName, Reader> = {
  solve: (read, _, cwd) => {
    const resumed = resume('solve', read, cwd);
    if (resumed) return resumed;
    const options = {
      ...common(read, cwd),
      goal: read.text('goal'),
      samples: read.whole('samples', 1, 10_000),
      jobs: read.whole('jobs', 1, 1024),
      maxTokens: read.whole('max-tokens', 1),
      apply: read.flag('apply'),
    };
    return { command: 'solve', options };
  },
  verify: (read, _, cwd) => {
    const resumed = resume('verify', read, cwd);
    if (resumed) return resumed;
    const patch = read.text('patch');
    const options = {
      ...common(read, cwd),
      patch: patch === '-' ? patch : optionalPath(patch, cwd),
      prior: read.decimal('prior', 0, 1) ?? statedDoubt,
      samples: read.whole('samples', 0, 10_000) ?? 0,
    };
    return { command: 'verify', options };
  },
  complete: (read, _, cwd) => {
    const [model = 'bundled', surplus] = models(read);
    if (surplus !== undefined) throw usageError('One model completes, not several.');
    const shared = { model, showAll: read.flag('show-all'), json: read.flag('json') };
    const session = read.text('session');
    if (session === undefined) {
      if (read.flag('fast')) throw usageError('--fast belongs to --session.');
      const file = path.resolve(cwd, read.needed('file'));
      const offset = read.whole('offset', 0);
      if (offset === undefined) throw usageError('--offset is needed.');
      return { command: 'complete', options: { ...shared, kind: 'place', file, offset } };
    }
    if (read.text('file') !== undefined || read.text('offset') !== undefined) {
      throw usageError('--session takes neither --file nor --offset.');
    }
    const place = { session: path.resolve(cwd, session), fast: read.flag('fast') };
    return { command: 'complete', options: { ...shared, kind: 'session', ...place } };
  },
  trace: (_, [file], cwd) => {
    if (file === undefined) throw usageError('A trace file is needed.');
    return { command: 'trace', options: { file: path.resolve(cwd, file) } };
  },
  doctor: (read, _, cwd) => ({
    command: 'doctor',
    options: {
      workspace: path.resolve(cwd, read.text('workspace') ?? '.'),
      models: models(read),
      test: read.text('test'),
      json: read.flag('json'),
    },
  }),
};

/** What `solve` and `verify` both take. */
function common(read: OptionReader, cwd: string) {
  return {
    workspace: path.resolve(cwd, read.needed('workspace')),
    test: read.text('test'),
    targets: read.texts('target'),
    models: models(read),
    maxWrong: read.decimal('max-wrong', 0, 1) ?? 0.1,
    seed: read.whole('seed', 0, 2 ** 32 - 1) ?? 0,
    timeoutMs: read.seconds('timeout') ?? 600_000,
    testTimeoutMs: read.seconds('test-timeout'),
    allowUnconfined: read.flag('allow-unconfined'),
    trace: optionalPath(read.text('trace'), cwd),
    json: read.flag('json'),
  };
}

const goWithResume = new Set(['resume', 'answer', 'expect', 'apply', 'trace', 'json']);

/** The request to go on after a question; null where none is meant. */
function resume(of: 'solve' | 'verify', read: OptionReader, cwd: string): Request | null {
  const past = read.text('resume');
  const expect = read.text('expect');
  if (past === undefined) {
    if (read.text('answer') ?? expect) throw usageError('--answer goes with --resume.');
    return null;
  }
  const other = read.names().find((name) => !goWithResume.has(name));
  if (other) throw usageError(`The run goes on as it began: --${other} cannot be changed.`);
  const answer = read.needed('answer');
  if (expect !== undefined) {
    if (answer !== 'neither') throw usageError('--expect goes with --answer neither.');
    if (!isJson(expect)) throw usageError(`--expect takes JSON, not ${expect}.`);
  }
  const rest = { apply: read.flag('apply'), json: read.flag('json') };
  const trace = optionalPath(read.text('trace'), cwd);
  const options = { past: path.resolve(cwd, past), answer, expect, trace, ...rest };
  return { command: 'resume', of, options };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function models(read: OptionReader): readonly string[] {
  const names = read.texts('model');
  for (const name of names) {
    const parsed = parseModelName(name);
    if ('code' in parsed) throw usageError(parsed.why);
    if (parsed.kind === 'editor') throw usageError(`${name} is to be had inside the editor only.`);
  }
  return names.length === 0 ? ['bundled'] : names;
}

function optionalPath(file: string | undefined, cwd: string): string | undefined {
  return file === undefined ? undefined : path.resolve(cwd, file);
}
