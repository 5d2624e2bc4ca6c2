import { setTimeout as sleep } from 'node:timers/promises';
import { comingText } from './ahead.ts';
import { another } from './another.ts';
import { askGate } from './ask.ts';
import { complete, type Completion, type Parts, unasked } from './complete.ts';
import { debounceMs } from './debounce.ts';
import { type Reason, reason } from './decision.ts';
import type { EditedDocument } from './document.ts';
import { Documents } from './documents.ts';
import { Filler } from './fill.ts';
import { type Accepted, type Edit, type Feedback, follow, reused, standingOf } from './follow.ts';
import type { Place } from './place.ts';
import { Run } from './run.ts';
import { Speed } from './speed.ts';

/** One call for a suggestion. */
interface Request {
  readonly file: string;
  readonly offset: number;
  readonly byHand: boolean;
  readonly typingGapMs: number | null;
  readonly turn: number;
}

const asked = { decision: 'show', code: 'by-hand', why: 'It was asked for.' } as const;

/**
 * Completes in documents that change. It holds their texts, keeps prompts such that caches last, lets
 * a running or shown suggestion stand while the user types along, and ends what is overtaken.
 */
export class Completer {
  readonly #parts: Parts;
  readonly #documents = new Documents();
  readonly #filler: Filler;
  #run: Run | null = null;
  #overtake: (() => void) | null = null;
  /** Counts the calls, so that an overtaken one knows that it is. */
  #turn = 0;
  readonly #speed = new Speed();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#filler = new Filler(parts.team.full, (evaluated) => {
      parts.emit({ kind: 'complete.prepared', evaluated: { ...evaluated } });
    });
  }

  isOpen(file: string): boolean {
    return this.#documents.has(file);
  }

  /** Takes a document in as it is; one that is known, with another text, is begun anew. */
  open(file: string, text: string): void {
    const isAnother = this.#documents.open(file, text);
    if (isAnother && this.#run?.place.file === file) this.#endRun();
  }

  close(file: string): void {
    if (this.#run?.place.file === file) this.#endRun();
    this.#documents.close(file);
  }

  /**
   * Takes a change in, and says what it tells of the suggestion; null where that is nothing. Offsets
   * outside the text are cut to it.
   */
  edit(file: string, change: Edit, accepted?: Accepted): Feedback['feedback'] | null {
    const { edit, heard } = this.#documents.edit(file, change, accepted);
    this.#hear(heard);
    const run = this.#run;
    if (run && !(run.place.file === file && run.follow(edit))) this.#endRun();
    return heard?.feedback ?? null;
  }

  /**
   * Takes in where the cursor went without a change: away from a suggestion, it rejects that. What
   * would be asked there is prepared.
   */
  moved(file: string, offset: number): void {
    const document = this.#documents.at(file);
    const { place, heard } = document.move(offset);
    this.#hear(heard);
    const run = this.#run;
    if (run?.place.file === file && run.at !== offset) this.#endRun();
    if (place) this.#prepare(place, document);
  }

  /** Evaluates what would be asked at a place, where it may be asked at all. */
  #prepare(place: Place, document: EditedDocument, waitMs?: number): void {
    if (askGate({ place, byHand: true, rejectedBefore: null })) return;
    this.#filler.later(document.view.next(place, this.#speed.cold), () => undefined, waitMs);
  }

  /** The answer for a place did not come onto the screen: what follows says nothing of it. */
  unseen(file: string, offset: number): void {
    if (this.isOpen(file)) this.#documents.at(file).unseen(offset);
  }

  #hear(heard: Feedback | null): void {
    if (!heard) return;
    const { feedback, numbers } = heard;
    this.#parts.emit({ kind: 'complete.feedback', feedback, numbers: { ...numbers } });
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
    this.#filler.stop();
    const answer = this.#answer({ file, offset, byHand, typingGapMs, turn });
    const completion = await Promise.race([answer, overtaken]);
    if (!completion) return this.#none(superseded);
    // A suggestion that was under way may have been hidden from one who now asks for it.
    if (byHand && completion.decision === 'hide') return { ...completion, ...asked };
    return completion;
  }

  /** Another suggestion than the one at a place; null where there is none, or `signal` fires. */
  another(file: string, offset: number, signal: AbortSignal): Promise<Completion | null> {
    // Work ahead would share its evaluations, whose last digits decide between draws.
    this.#endRun();
    this.#filler.stop();
    const document = this.#documents.at(file);
    const place = document.placeAt(offset);
    const window = document.view.next(place, this.#speed.cold);
    const first = document.standing?.rest ?? '';
    return another({ place, window, byHand: true }, first, this.#parts, signal);
  }

  /** Ends what runs. */
  async dispose(): Promise<void> {
    this.#turn++;
    this.#filler.stop();
    const run = this.#run;
    this.#endRun();
    await run?.end;
  }

  /** Null where another event overtook it. */
  async #answer({ file, offset, byHand, typingGapMs, turn }: Request): Promise<Completion | null> {
    const document = this.#documents.at(file);
    const place = document.placeAt(offset);
    const { rejectedBefore } = document;
    const refused = askGate({ place, byHand, rejectedBefore });
    if (refused) {
      this.#endRun();
      // It will be asked soon, a few characters on.
      this.#prepare(place, document, 0);
      return this.#none(refused);
    }
    const { standing } = document;
    if (standing?.offset === offset) {
      document.standing = { ...standing, seen: true };
      return reused(standing);
    }
    if (!byHand && this.#isLineDone(place)) return this.#none(lineDone);
    const running = this.#running(place);
    const waitMs = running || byHand ? 0 : debounceMs(this.#speed.expectedMs, typingGapMs);
    if (waitMs > 0 && !(await this.#pauses(place, document, waitMs, turn))) return null;
    const run = running ?? this.#start(place, '', document, byHand);
    this.#run = run;
    const completion = await this.#landed(run, await run.end, document, turn);
    if (turn === this.#turn && place.text === document.text) {
      this.#goAhead(place, document, completion);
      const fuller = document.view.fuller(place, this.#speed.cold, () =>
        this.#documents.contextOf(place),
      );
      if (fuller) this.#filler.later(fuller.window, fuller.take);
    }
    return completion;
  }

  /** Prepares what will be asked, and waits; false where something was typed meanwhile. */
  async #pauses(
    place: Place,
    document: EditedDocument,
    waitMs: number,
    turn: number,
  ): Promise<boolean> {
    this.#prepare(place, document, 0);
    await sleep(waitMs);
    if (turn !== this.#turn || place.text !== document.text) return false;
    this.#filler.stop();
    return true;
  }

  /** Only a line break is missing to where the run ahead is: this line was found to end here. */
  #isLineDone(place: Place): boolean {
    const run = this.#run;
    return run !== null && run.isFor(place) && run.left !== '' && run.left.trim() === '';
  }

  /** Writes on where the user will be when the line is done, while nothing else is to do. */
  #goAhead(place: Place, document: EditedDocument, completion: Completion): void {
    // A server would be paid for what is then not needed.
    const isLocal = this.#parts.team.full.prepare !== undefined;
    const left = isLocal && !this.#run ? comingText(place, completion) : null;
    if (left === null) return;
    const { file, text, offset } = place;
    const written = text.slice(0, offset) + left + text.slice(offset);
    const ahead = { file, text: written, offset: offset + left.length };
    if (askGate({ place: ahead, byHand: false, rejectedBefore: null })) return;
    this.#run = this.#start(ahead, left, document, false);
  }

  /** The run that goes on for this place; another one is ended. */
  #running(place: Place): Run | null {
    const run = this.#run;
    if (run?.isFor(place) && run.left === '') {
      run.arrive();
      return run;
    }
    this.#endRun();
    return null;
  }

  #start(place: Place, left: string, document: EditedDocument, byHand: boolean): Run {
    const window = document.view.next(place, this.#speed.cold);
    const { grown } = document;
    return new Run(place, left, byHand, this.#parts.emit, (onText, emit, signal) =>
      complete({ place, window, byHand, grown, onText }, { ...this.#parts, emit }, signal),
    );
  }

  #endRun(): void {
    this.#run?.drop();
    this.#run = null;
  }

  /** The run's suggestion, without what was typed meanwhile; asked anew where that differs. */
  async #landed(
    run: Run,
    completion: Completion,
    document: EditedDocument,
    turn: number,
  ): Promise<Completion> {
    if (turn !== this.#turn) return completion;
    if (this.#run === run) this.#run = null;
    this.#speed.learn(completion);
    if (completion.decision === 'show') document.shown();
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
    const again = this.#start({ ...place, text: document.text, offset }, '', document, run.byHand);
    this.#run = again;
    return this.#landed(again, await again.end, document, turn);
  }

  #none(why: Reason): Completion {
    return unasked(why, this.#parts.emit);
  }
}

const superseded = reason('superseded', 'A later event overtook it.');
const lineDone = reason('line-done', 'The line ends here; the next one is being written.');
