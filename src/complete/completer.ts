import { another } from './another.ts';
import { type Asking, askGate } from './ask.ts';
import { complete, type Completion, type Parts, unasked } from './complete.ts';
import { type Reason, reason } from './decision.ts';
import {
  type Edit,
  type Feedback,
  feedbackOf,
  follow,
  narrowed,
  type Standing,
  wasShown,
} from './follow.ts';
import type { Place } from './place.ts';
import { type Budget, budgetOf, promptTokens, WindowKeeper } from './window.ts';

/** A suggestion under way. */
interface Run {
  readonly file: string;
  /** Where it was asked for, and what was typed since. */
  place: Place;
  typed: string;
  /** Written so far, as the model wrote it. */
  soFar: string;
  readonly byHand: boolean;
  readonly abort: AbortController;
  readonly end: Promise<Completion>;
}

interface Document {
  text: string;
  readonly keeper: WindowKeeper;
  /** What was answered last and is still there, as far as it was not typed yet. */
  standing: Standing | null;
  /** Its length when a suggestion was shown last. */
  shownLength: number | null;
  /** The start of a line where a suggestion was rejected last. */
  rejectedBefore: string | null;
}

/** One call for a suggestion. */
interface Request {
  readonly file: string;
  readonly offset: number;
  readonly byHand: boolean;
  readonly typingGapMs: number | null;
  readonly turn: number;
}

const asked = { decision: 'show', code: 'by-hand', why: 'It was asked for.' } as const;

/** How a change came about, where the editor tells. */
export type Accepted = 'all' | 'word' | 'line';

/** Weight of the newest measurement in running means. */
const freshness = 0.3;
/** A prompt's speed before the first measurement, in milliseconds a token. */
const firstGuess = 1;
const charactersPerToken = 3;

/**
 * Completes in documents that change. It holds their texts, keeps prompts such that caches last, lets
 * a running or shown suggestion stand while the user types along, and ends what is overtaken.
 */
export class Completer {
  readonly #parts: Parts;
  readonly #documents = new Map<string, Document>();
  #run: Run | null = null;
  #overtake: (() => void) | null = null;
  /** Counts the calls, so that an overtaken one knows that it is. */
  #turn = 0;
  #expectedMs: number | null = null;
  #msPerToken = firstGuess;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  isOpen(file: string): boolean {
    return this.#documents.has(file);
  }

  /** Takes a document in as it is; one that is known, with another text, is begun anew. */
  open(file: string, text: string): void {
    if (this.#documents.get(file)?.text === text) return;
    if (this.#run?.file === file) this.#endRun();
    const document = {
      text,
      keeper: new WindowKeeper(),
      standing: null,
      shownLength: null,
      rejectedBefore: null,
    };
    this.#documents.set(file, document);
  }

  close(file: string): void {
    if (this.#run?.file === file) this.#endRun();
    this.#documents.delete(file);
  }

  /**
   * Takes a change in, and says what it tells of the suggestion; null where that is nothing. Offsets
   * outside the text are cut to it.
   */
  edit(file: string, change: Edit, accepted?: Accepted): Feedback['feedback'] | null {
    const document = this.#document(file);
    const { text, standing } = document;
    const edit = narrowed(change, text);
    const heard = feedbackOf(standing, edit, accepted);
    if (heard) this.#hear(heard, document);
    document.standing = standing && follow(standing, edit);
    const { offset, insert, delete: length } = edit;
    document.text = text.slice(0, offset) + insert + text.slice(offset + length);
    this.#typeAlong(file, edit);
    return heard?.feedback ?? null;
  }

  /** Takes in where the cursor went without a change: away from a suggestion, it rejects that. */
  moved(file: string, offset: number): void {
    const document = this.#document(file);
    const { standing } = document;
    const run = this.#run;
    if (run?.file === file && run.place.offset + run.typed.length !== offset) this.#endRun();
    if (!standing || standing.offset === offset) return;
    if (wasShown(standing)) {
      const numbers = { p: standing.completion.accept };
      this.#hear({ feedback: 'rejected', numbers }, document);
    }
    document.standing = null;
  }

  /** The answer for a place did not come onto the screen: what follows says nothing of it. */
  unseen(file: string, offset: number): void {
    const document = this.#documents.get(file);
    if (document?.standing?.offset !== offset) return;
    document.standing = { ...document.standing, seen: false };
  }

  #hear({ feedback, numbers }: Feedback, document: Document): void {
    this.#parts.emit({ kind: 'complete.feedback', feedback, numbers: { ...numbers } });
    const { text, standing } = document;
    const start = text.lastIndexOf('\n', (standing?.offset ?? 0) - 1) + 1;
    const rejected = feedback === 'rejected' && standing !== null;
    document.rejectedBefore = rejected ? text.slice(start, standing.offset) : null;
  }

  /** Completes at a place. A later call overtakes this one, which then gives `superseded`. */
  async suggest(
    file: string,
    offset: number,
    byHand: boolean,
    typingGapMs: number | null,
  ): Promise<Completion> {
    this.#overtake?.();
    const overtaken = new Promise<null>((resolve) => {
      this.#overtake = () => {
        resolve(null);
      };
    });
    const turn = ++this.#turn;
    const answer = this.#answer({ file, offset, byHand, typingGapMs, turn });
    const completion = await Promise.race([answer, overtaken]);
    if (!completion) return this.#none(reason('superseded', 'A later event overtook it.'));
    // A suggestion that was under way may have been hidden from one who now asks for it.
    if (byHand && completion.decision === 'hide') return { ...completion, ...asked };
    return completion;
  }

  /** Another suggestion than the one at a place; null where there is none, or `signal` fires. */
  another(file: string, offset: number, signal: AbortSignal): Promise<Completion | null> {
    const document = this.#document(file);
    const place = { file, text: document.text, offset };
    const window = document.keeper.next(place, this.#budget());
    const first = document.standing?.rest ?? '';
    return another({ place, window, byHand: true }, first, this.#parts, signal);
  }

  /** Ends what runs. */
  async dispose(): Promise<void> {
    this.#turn++;
    this.#run?.abort.abort();
    await this.#run?.end;
  }

  async #answer({ file, offset, byHand, typingGapMs, turn }: Request): Promise<Completion> {
    const document = this.#document(file);
    const place = { file, text: document.text, offset };
    const { rejectedBefore } = document;
    const asking = { place, byHand, rejectedBefore, expectedMs: this.#expectedMs, typingGapMs };
    const refused = this.#refused(asking, document);
    if (refused) {
      this.#endRun();
      return this.#none(refused);
    }
    const { standing } = document;
    if (standing?.offset === offset && standing.rest !== '') {
      document.standing = { ...standing, seen: true };
      return this.#reused(standing, 'typed-along');
    }
    const run = this.#running(place) ?? this.#start(place, document, byHand);
    const completion = await run.end;
    return this.#landed(run, completion, document, turn);
  }

  #refused(asking: Asking, { text }: Document): Reason | null {
    if (asking.place.offset <= text.length) return askGate(asking);
    return reason('bad-offset', 'The cursor is outside the file.', { length: text.length });
  }

  /** The run that goes on for this place; another one is ended. */
  #running(place: Place): Run | null {
    const run = this.#run;
    if (run?.file === place.file && !run.abort.signal.aborted) {
      if (run.place.offset + run.typed.length === place.offset) return run;
    }
    this.#endRun();
    return null;
  }

  #start(place: Place, document: Document, byHand: boolean): Run {
    const window = document.keeper.next(place, this.#budget());
    const grown = document.text.length - (document.shownLength ?? document.text.length);
    const abort = new AbortController();
    const onText = (soFar: string) => {
      run.soFar = soFar;
      if (!soFar.startsWith(run.typed) && !run.typed.startsWith(soFar)) abort.abort();
    };
    const run: Run = {
      file: place.file,
      place,
      typed: '',
      soFar: '',
      byHand,
      abort,
      end: complete({ place, window, byHand, grown, onText }, this.#parts, abort.signal),
    };
    this.#run = run;
    return run;
  }

  #endRun(): void {
    this.#run?.abort.abort();
    this.#run = null;
  }

  /** The run's suggestion, without what was typed meanwhile; asked anew where that differs. */
  async #landed(
    run: Run,
    completion: Completion,
    document: Document,
    turn: number,
  ): Promise<Completion> {
    if (turn !== this.#turn) return completion;
    if (this.#run === run) this.#run = null;
    this.#learn(completion);
    if (completion.decision === 'show') document.shownLength = document.text.length;
    const { typed, place } = run;
    if (typed === '') {
      document.standing = standingOf(place.offset, completion);
      return completion;
    }
    const along = completion.text.startsWith(typed) && completion.text.length > typed.length;
    if (along && completion.decision !== 'none') {
      const standing = standingOf(place.offset, completion);
      const edit = { offset: place.offset, insert: typed, delete: 0 };
      document.standing = standing && follow(standing, edit);
      return { ...completion, text: completion.text.slice(typed.length) };
    }
    if (completion.failure) return completion;
    const offset = place.offset + typed.length;
    const again = this.#start({ ...place, text: document.text, offset }, document, run.byHand);
    return this.#landed(again, await again.end, document, turn);
  }

  /** Typing goes along with the run, or ends it. */
  #typeAlong(file: string, { offset, insert, delete: length }: Edit): void {
    const run = this.#run;
    if (!run) return;
    const at = run.place.offset + run.typed.length;
    const typed = run.typed + insert;
    const along = run.soFar.startsWith(typed) || typed.startsWith(run.soFar);
    if (run.file === file && offset === at && length === 0 && along) run.typed = typed;
    else this.#endRun();
  }

  #reused({ completion, rest }: Standing, code: string): Completion {
    const why = 'The suggestion goes on as it is typed.';
    const none = { full: 0, shallow: 0 };
    return { ...completion, text: rest, code, why, evaluated: none, msFirst: 0, msTotal: 0 };
  }

  #none(why: Reason): Completion {
    return unasked(why, this.#parts.emit);
  }

  #budget(): Budget {
    return budgetOf(promptTokens(this.#msPerToken), charactersPerToken);
  }

  #learn({ msTotal, msFirst, evaluated, decision }: Completion): void {
    if (decision === 'none') return;
    this.#expectedMs = mean(this.#expectedMs ?? msTotal, msTotal);
    // Short prompts tell of the overhead, not of the speed.
    if (evaluated.full > 100) this.#msPerToken = mean(this.#msPerToken, msFirst / evaluated.full);
  }

  #document(file: string): Document {
    const document = this.#documents.get(file);
    if (!document) throw new Error(`${file} was not opened`);
    return document;
  }
}

function mean(old: number, measured: number): number {
  return old + freshness * (measured - old);
}

function standingOf(offset: number, completion: Completion): Standing | null {
  if (completion.decision === 'none') return null;
  return { offset, completion, rest: completion.text, seen: true };
}
