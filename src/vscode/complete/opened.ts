import path from 'node:path';
import { FailureError } from '../../base/failure.ts';
import { seededRandom } from '../../base/random.ts';
import { Syntax } from '../../base/syntax.ts';
import { adapted, Outcomes } from '../../complete/accept-log.ts';
import { Completer } from '../../complete/completer.ts';
import type { Eagerness } from '../../complete/show.ts';
import { openTeam } from '../../complete/team.ts';
import { readPrior } from '../../complete/weights.ts';
import type { TraceBody } from '../../trace/events.ts';
import { openTrace } from '../../trace/log.ts';
import { TraceStore } from '../../trace/store.ts';
import type { Shell } from '../solve-run.ts';
import { AcceptStore } from './accept-store.ts';

/** What completing is opened with. */
export interface CompleteSettings {
  readonly model: string;
  readonly eagerness: Eagerness;
}

/** A completer over an open model, with its record. */
export interface Opened {
  readonly completer: Completer;
  /** Of the document that is completed in: the record tells of it. */
  language: string;
  dispose(): Promise<void>;
}

/** The share of good completions that stopping may cut short. */
const falseStops = 0.005;

/** Opens a model for completing; it is loaded when it is first asked. Throws FailureError. */
export async function openCompleting(
  { model, eagerness }: CompleteSettings,
  { context, keys, log }: Shell,
): Promise<Opened> {
  const installRoot = context.extensionPath;
  const storage = context.globalStorageUri.fsPath;
  const env = await keys.environmentFor(model);
  const team = await openTeam(model, { installRoot, storage, env, falseStops });
  if ('code' in team) throw new FailureError(team.code, team.why);
  const store = new AcceptStore(storage);
  const record = (await store.read()).filter((row) => row.model === model);
  const stored = await new TraceStore(storage).newRun('complete');
  const onFailure = ({ why }: { why: string }) => {
    log.warn(why);
  };
  const trace = openTrace({ file: stored.file, run: stored.run, onFailure });
  const outcomes = new Outcomes();
  const emit = (event: TraceBody) => {
    trace.emit(event);
    const row = outcomes.hear(event, Date.now());
    if (row) {
      const { language } = opened;
      store.add({ ...row, language, model }).catch((error: unknown) => {
        log.warn(String(error));
      });
    }
  };
  const completer = new Completer({
    team,
    head: team.head,
    prior: adapted(await readPrior(installRoot), record),
    syntax: new Syntax(path.join(installRoot, 'dist', 'grammars')),
    eagerness,
    explore: eagerness === 'quiet' ? null : seededRandom(record.length),
    emit,
    clock: () => performance.now(),
  });
  const opened: Opened = {
    completer,
    language: '',
    dispose: async () => {
      await completer.dispose();
      trace.close();
      await team.dispose();
    },
  };
  return opened;
}
