import path from 'node:path';
import type { Canary, Runner, Selection, TestCommand } from './runner.ts';
import { quote } from './words.ts';

/** What a reporter of ours is told: `plan.json` in the exchange folder. */
export interface Plan {
  /** Null for all tests. */
  readonly ids: readonly string[] | null;
  /** The files of the ids; paths are relative to the command's folder. */
  readonly files: readonly string[];
  readonly canary: Pick<Canary, 'path' | 'passing' | 'failing'> | null;
}

/** One run of a command, as the words that start it depend on it. */
export interface Run {
  readonly command: TestCommand;
  readonly selection: Selection;
  readonly canary: Canary | undefined;
  readonly plan: Plan;
  /** A file of the exchange folder as a word. */
  readonly kept: (name: string) => string;
}

/**
 * Invocations through `sh` with a reporter of ours, whose file and plan lie in the exchange folder.
 * `last`: a step of ours right before the words.
 */
export function reportedBy(
  reporter: { readonly name: string; readonly text: string },
  fileOf: Runner['fileOf'],
  wordsOf: (run: Run) => readonly string[],
  last: (run: Run) => string = () => '',
): Runner['invocation'] {
  return (command, selection, exchange, canary) => {
    const plan = planOf(command, selection, canary, (id) => fileOf(id, command));
    const kept = (name: string) => inExchange(exchange, name);
    const run = { command, selection, canary, plan, kept };
    return {
      argv: ['sh', '-c', shellText(command, wordsOf(run), last(run))],
      env: {},
      inputs: { [reporter.name]: reporter.text, 'plan.json': JSON.stringify(plan) },
    };
  };
}

/** The plan for a selection. `fileOf`: the file of an id, relative to the copy's root. */
function planOf(
  command: TestCommand,
  selection: Selection,
  canary: Canary | undefined,
  fileOf: (id: string) => string | null,
): Plan {
  const ids = selection === 'all' ? null : [...selection];
  const files = new Set((ids ?? []).map(fileOf).filter((file) => file !== null));
  return {
    ids,
    files: [...files].map((file) => fromFolder(command, file)).sort(),
    canary: canary
      ? {
          path: fromFolder(command, canary.path),
          passing: canary.passing,
          failing: canary.failing,
        }
      : null,
  };
}

/**
 * The shell text that runs `words` (as written) behind the command's own steps and assignments.
 * `last`: a step of ours right before it, which may add to what they set.
 */
export function shellText(command: TestCommand, words: readonly string[], last = ''): string {
  const assignments = Object.entries(command.env).map(([name, value]) => `${name}=${value}`);
  const own = assignments.length === 0 ? '' : `export ${assignments.join(' ')}`;
  const steps = [command.before, own, last, `exec ${words.join(' ')}`];
  return steps.filter((step) => step !== '').join(' && ');
}

/** A file of the exchange folder as a word. */
export function inExchange(exchange: string, name: string): string {
  return quote(`${exchange}/${name}`);
}

/** A path relative to the copy's root, from the command's folder. */
export function fromFolder(command: TestCommand, file: string): string {
  return path.posix.relative(`/${command.cwd}`, `/${file}`);
}

/** A path relative to the command's folder, from the copy's root. */
export function fromRoot(command: TestCommand, file: string): string {
  return path.posix.join(command.cwd, file);
}
