import { toFailure } from '../../base/failure.ts';
import {
  type FromPanel,
  readFromPanel,
  type RunSummary,
  type StepButton,
  type ToPanel,
} from '../../panel/protocol.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { emptyView, foldAll, type RunView } from '../../trace/rows.ts';
import { isOfCompletion, type Live } from './live.ts';

/** What a panel's conversation needs of the editor. */
export interface SessionParts {
  /** Settles once the panel has the message. */
  readonly post: (message: ToPanel) => PromiseLike<unknown>;
  readonly live: Live;
  /** Words of the user's language by their English. */
  readonly strings: Readonly<Record<string, string>>;
  /** Events of the last suggestions. */
  readonly suggestions: () => Promise<readonly TraceEvent[]>;
  /** The kept runs, the newest first. */
  readonly list: () => Promise<RunSummary[]>;
  readonly read: (run: string) => AsyncIterable<TraceEvent>;
  readonly exportRun: (run: string) => Promise<void>;
  readonly steps: (view: RunView) => readonly StepButton[];
  /** Carries out a button of `steps`, by its place. */
  readonly take: (run: string, view: RunView, index: number) => Promise<void>;
  readonly answer: (run: string, view: RunView, answer: string) => Promise<void>;
  readonly solve: () => Promise<void>;
  /** Says what went wrong with something that the panel asked for. */
  readonly complain: (why: string) => void;
}

/** Events in a message: few in the first, so that the first rows are there at once. */
const batch = { first: 200, later: 4_000 } as const;

/** How long live events are gathered into one message, in milliseconds. */
const gather = 30;

/** A conversation with one panel: what it asks for, and what goes on meanwhile. */
export class Session {
  readonly #parts: SessionParts;
  readonly #stopListening: () => void;
  #shown: string | null = null;
  /** Counts what was opened, the same run again too: an earlier opening ends at the next one. */
  #openings = 0;
  #view: RunView = emptyView;
  #waiting: TraceEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#stopListening = parts.live.listen((event) => {
      this.#hear(event);
    });
  }

  /** Takes in a message of the panel; what is none changes nothing. Never throws. */
  async receive(data: unknown): Promise<void> {
    const message = readFromPanel(data);
    try {
      if (message) await this.#obey(message);
    } catch (error) {
      this.#parts.complain(toFailure(error).why);
    }
  }

  dispose(): void {
    this.#stopListening();
    clearTimeout(this.#timer);
    this.#openings++;
    this.#shown = null;
  }

  async #obey(message: FromPanel): Promise<void> {
    const { exportRun, take, answer, solve } = this.#parts;
    // What is asked about a run that is no longer shown was meant for another one.
    const mayNameAnother = message.type === 'ready' || message.type === 'open';
    if (!mayNameAnother && 'run' in message && message.run !== this.#shown) return;
    switch (message.type) {
      case 'ready':
        await this.#greet(message.run);
        break;
      case 'open':
        await this.#open(message.run);
        break;
      case 'export':
        await exportRun(message.run);
        break;
      case 'step':
        await take(message.run, this.#view, message.index);
        break;
      case 'answer':
        await answer(message.run, this.#view, message.answer);
        break;
      case 'solve':
        await solve();
    }
  }

  async #greet(before: string | null): Promise<void> {
    const { live, strings, suggestions } = this.#parts;
    this.#post({ type: 'strings', strings });
    this.#post({ type: 'suggestions', events: [...(await suggestions())] });
    const runs = await this.#tellRuns();
    const isKept = before === live.run || runs.some(({ run }) => run === before);
    const newest = live.run ?? runs[0]?.run ?? null;
    const run = before === null || live.isUnderWay || !isKept ? newest : before;
    if (run === null) this.#post({ type: 'opened', run: null });
    else await this.#open(run);
  }

  async #tellRuns(): Promise<readonly RunSummary[]> {
    const { live, list } = this.#parts;
    const kept = await list();
    const runs = kept.map((each) => ({ ...each, live: live.isUnderWay && each.run === live.run }));
    this.#post({ type: 'runs', runs });
    return runs;
  }

  async #open(run: string): Promise<void> {
    const { live } = this.#parts;
    const opening = this.#begin(run);
    if (run === live.run) {
      this.#tell(run, [...live.events]);
      this.#loaded(run);
      return;
    }
    try {
      await this.#read(run, opening);
    } catch (error) {
      if (this.#openings !== opening) return;
      this.#post({ type: 'unreadable', run, why: toFailure(error).why });
    }
  }

  async #read(run: string, opening: number): Promise<void> {
    let events: TraceEvent[] = [];
    let most: number = batch.first;
    for await (const event of this.#parts.read(run)) {
      if (this.#openings !== opening) return;
      if (events.push(event) < most) continue;
      await this.#tell(run, events);
      events = [];
      most = batch.later;
    }
    if (this.#openings !== opening) return;
    this.#tell(run, events);
    this.#loaded(run);
  }

  #begin(run: string): number {
    this.#shown = run;
    this.#view = emptyView;
    this.#waiting = [];
    this.#post({ type: 'opened', run });
    return ++this.#openings;
  }

  #tell(run: string, events: TraceEvent[]): PromiseLike<unknown> {
    this.#view = foldAll(this.#view, events);
    return this.#post({ type: 'events', run, events });
  }

  #loaded(run: string): void {
    const { live, steps } = this.#parts;
    const isLive = live.isUnderWay && run === live.run;
    this.#post({ type: 'loaded', run, live: isLive });
    this.#post({ type: 'steps', run, steps: isLive ? [] : [...steps(this.#view)] });
  }

  #hear(event: TraceEvent): void {
    if (isOfCompletion(event)) {
      this.#post({ type: 'suggestions', events: [event] });
      return;
    }
    if (event.kind === 'run.start') {
      this.#begin(event.run);
      this.#post({ type: 'loaded', run: event.run, live: true });
    }
    if (event.run !== this.#shown) return;
    this.#waiting.push(event);
    if (event.kind === 'run.end') this.#flush();
    else
      this.#timer ??= setTimeout(() => {
        this.#flush();
      }, gather);
    if (event.kind === 'run.end') this.#loaded(event.run);
    if (event.kind === 'run.start' || event.kind === 'run.end') void this.#tellRuns();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#waiting;
    this.#waiting = [];
    if (this.#shown !== null && events.length > 0) this.#tell(this.#shown, events);
  }

  #post(message: ToPanel): PromiseLike<unknown> {
    return this.#parts.post(message);
  }
}
