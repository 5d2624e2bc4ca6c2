import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FailureError } from '../base/failure.ts';
import { Syntax } from '../base/syntax.ts';
import type { Completion, Parts } from '../complete/complete.ts';
import { Completer } from '../complete/completer.ts';
import { load } from '../complete/load.ts';
import { openTeam } from '../complete/team.ts';
import { readPrior } from '../complete/weights.ts';
import { proxiedFetch } from '../model/remote/fetch.ts';
import { openTrace } from '../trace/log.ts';
import { TraceStore } from '../trace/store.ts';
import type { CompleteOptions } from './args.ts';
import { replaySession } from './complete-session.ts';
import { exits, type Io } from './io.ts';

/** The share of good completions that stopping may cut short. */
const falseStops = 0.005;

/** `complete`: a suggestion at one place, or one for each event of a session. */
export async function runComplete(
  options: CompleteOptions,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const file = options.kind === 'place' ? options.file : options.session;
  const stored = await new TraceStore(io.storage).newRun(path.dirname(file));
  const onFailure = ({ why }: { why: string }) => {
    io.note(why);
  };
  const trace = openTrace({ file: stored.file, run: stored.run, onFailure });
  const team = await openTeam(options.model, { ...io, fetch: proxiedFetch(io.env), falseStops });
  if ('code' in team) throw new FailureError(team.code, team.why);
  const parts: Parts = {
    team,
    head: team.head,
    prior: await readPrior(io.installRoot),
    syntax: new Syntax(path.join(io.installRoot, 'dist', 'grammars')),
    eagerness: options.showAll ? null : 'balanced',
    explore: null,
    emit: trace.emit,
    clock: () => performance.now(),
  };
  const completer = new Completer(parts);
  const stop = () => void completer.dispose();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await load(team, signal);
    if (options.kind === 'session') return await replaySession(options, completer, io, signal);
    return report(await completeAt(options, completer), options.json, io);
  } finally {
    signal.removeEventListener('abort', stop);
    await completer.dispose();
    trace.close();
    await team.dispose();
  }
}

async function completeAt(
  { file, offset }: Extract<CompleteOptions, { kind: 'place' }>,
  completer: Completer,
): Promise<Completion> {
  completer.open(file, await readText(file));
  return completer.suggest(file, offset, false, null);
}

function report(completion: Completion, json: boolean, io: Io): number {
  const { failure, text, decision, why } = completion;
  if (failure) {
    io.fail(failure);
    return exits.failed;
  }
  if (json) io.result(completion);
  else {
    if (text !== '') io.text(`${text}\n`);
    io.note(`${decision}: ${why}`);
  }
  return exits.done;
}

/** A file's text, decoded as an editor does. Throws `unreadable-file`. */
export async function readText(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  } catch (error) {
    const cause = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new FailureError('unreadable-file', `${file} cannot be read (${cause}): name another.`);
  }
}
