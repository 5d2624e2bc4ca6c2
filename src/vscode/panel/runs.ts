import { FailureError } from '../../base/failure.ts';
import type { RunSummary } from '../../panel/protocol.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { readTrace } from '../../trace/read.ts';
import { type StoredRun, TraceStore } from '../../trace/store.ts';
import { lastEvents, summaryOf } from './summary.ts';

/** What the traces of completions are kept under, as if it were a workspace. */
const completions = 'complete';

/** The kept runs of the open folders. */
export class Runs {
  readonly #store: TraceStore;
  readonly #folders: () => readonly string[];
  /** Ends of runs do not change: each is read once. */
  readonly #ended = new Map<string, RunSummary>();

  constructor(storage: string, folders: () => readonly string[]) {
    this.#store = new TraceStore(storage);
    this.#folders = folders;
  }

  /** The newest first. */
  async list(): Promise<RunSummary[]> {
    const runs = await Promise.all((await this.#stored()).map((stored) => this.#summary(stored)));
    return runs.flatMap((run) => run ?? []).sort((a, b) => b.at - a.at);
  }

  async *read(run: string): AsyncGenerator<TraceEvent, void, undefined> {
    yield* readTrace(await this.fileOf(run));
  }

  /** What is recorded of the last suggestions before this window. */
  async suggestions(): Promise<TraceEvent[]> {
    const [newest] = await this.#store.listRuns(completions);
    return newest ? await lastEvents(newest.file) : [];
  }

  /** The trace of a run. Throws FailureError `trace-missing`. */
  async fileOf(run: string): Promise<string> {
    const stored = (await this.#stored()).find((each) => each.run === run);
    if (stored) return stored.file;
    throw new FailureError('trace-missing', 'This run is no longer kept.');
  }

  async #stored(): Promise<StoredRun[]> {
    const lists = this.#folders().map((folder) => this.#store.listRuns(folder));
    return (await Promise.all(lists)).flat();
  }

  async #summary({ run, file }: StoredRun): Promise<RunSummary | null> {
    const known = this.#ended.get(run) ?? (await summaryOf(run, file));
    if (known && known.outcome !== null) this.#ended.set(run, known);
    return known;
  }
}
