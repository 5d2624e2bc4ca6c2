import path from 'node:path';
import { FailureError } from '../../base/failure.ts';
import { seededRandom } from '../../base/random.ts';
import { Syntax } from '../../base/syntax.ts';
import { adapted } from '../../complete/accept-log.ts';
import { Completer } from '../../complete/completer.ts';
import { load } from '../../complete/load.ts';
import type { Eagerness } from '../../complete/eagerness.ts';
import { type OpenTeam, openTeam, type TeamOptions } from '../../complete/team.ts';
import { readPrior } from '../../complete/weights.ts';
import { openTrace } from '../../trace/log.ts';
import { TraceStore } from '../../trace/store.ts';
import type { Shell } from '../solve-run.ts';
import { AcceptStore } from './accept-store.ts';
import { Recorder } from './recorder.ts';

/** What completing is opened with. */
export interface CompleteSettings {
  readonly model: string;
  readonly eagerness: Eagerness;
}

/** A completer over an open model, with its record. */
export interface Opened {
  readonly completer: Completer;
  readonly recorder: Recorder;
  /** Of the document that is completed in: the record tells of it. */
  language: string;
  dispose(): Promise<void>;
}

/** The share of good completions that stopping may cut short. */
const falseStops = 0.005;

/** Opens a model for completing, and loads it. Throws FailureError. */
export async function openCompleting(
  { model, eagerness }: CompleteSettings,
  { context, keys, log, live }: Shell,
): Promise<Opened> {
  const installRoot = context.extensionPath;
  const storage = context.globalStorageUri.fsPath;
  const env = await keys.environmentFor(model);
  const team = await openLoaded(model, { installRoot, storage, env, falseStops });
  const store = new AcceptStore(storage);
  const record = (await store.read()).filter((row) => row.model === model);
  const prior = adapted(await readPrior(installRoot), record);
  const { shift } = prior;
  const stored = await new TraceStore(storage).newRun('complete');
  const onFailure = ({ why }: { why: string }) => {
    log.warn(why);
  };
  const trace = openTrace({ file: stored.file, run: stored.run, onEvent: live.hear, onFailure });
  const recorder = new Recorder((outcome) => {
    const { language } = opened;
    store.add({ ...outcome, shift, language, model }).catch((error: unknown) => {
      log.warn(String(error));
    });
  });
  const completer = new Completer({
    team,
    head: team.head,
    prior,
    syntax: new Syntax(path.join(installRoot, 'dist', 'grammars')),
    eagerness,
    explore: eagerness === 'quiet' ? null : seededRandom(record.length),
    emit: (event) => {
      trace.emit(event);
      recorder.hear(event, Date.now());
    },
    clock: () => performance.now(),
  });
  const opened: Opened = {
    completer,
    recorder,
    language: '',
    dispose: async () => {
      await completer.dispose();
      recorder.settle();
      trace.close();
      await team.dispose();
    },
  };
  return opened;
}

async function openLoaded(model: string, options: TeamOptions): Promise<OpenTeam> {
  const team = await openTeam(model, options);
  if ('code' in team) throw new FailureError(team.code, team.why);
  try {
    await load(team);
    return team;
  } catch (error) {
    await team.dispose();
    throw error;
  }
}
