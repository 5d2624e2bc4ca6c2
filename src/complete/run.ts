import type { Emit, TraceBody } from '../trace/events.ts';
import type { Completion } from './complete.ts';
import type { Edit } from './follow.ts';
import type { Place } from './place.ts';

/** How a run is done: it hears the text as it is written, and its events go to `emit`. */
export type Work = (
  onText: (soFar: string) => void,
  emit: Emit,
  signal: AbortSignal,
) => Promise<Completion>;

/**
 * A suggestion under way: for where the cursor is, or ahead of it, for where it will be once `left`
 * was typed. What a run ahead says is held back until the cursor gets there.
 */
export class Run {
  readonly place: Place;
  readonly byHand: boolean;
  readonly end: Promise<Completion>;
  readonly #abort = new AbortController();
  readonly #emit: Emit;
  #held: TraceBody[] | null;
  #left: string;
  #typed = '';
  #soFar = '';

  constructor(place: Place, left: string, byHand: boolean, emit: Emit, work: Work) {
    this.place = place;
    this.byHand = byHand;
    this.#left = left;
    this.#emit = emit;
    this.#held = left === '' ? null : [];
    const hear = (soFar: string) => {
      this.#soFar = soFar;
      if (!alike(soFar, this.#typed)) this.#abort.abort();
    };
    const tell = (event: TraceBody) => {
      this.#tell(event);
    };
    this.end = work(hear, tell, this.#abort.signal);
  }

  /** What must be typed yet before the cursor is at the run's place. */
  get left(): string {
    return this.#left;
  }

  /** What was typed since the cursor came to the run's place. */
  get typed(): string {
    return this.#typed;
  }

  /** Where the next character is expected. */
  get at(): number {
    return this.place.offset - this.#left.length + this.#typed.length;
  }

  get aborted(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Is it under way for who is at this place, or ahead of them? */
  isFor({ file, offset }: Place): boolean {
    return file === this.place.file && offset === this.at && !this.aborted;
  }

  /** Takes a change along that leads where the run is; false where it leads elsewhere. */
  follow({ offset, insert, delete: length }: Edit): boolean {
    if (offset !== this.at || length > 0) return false;
    if (this.#left.startsWith(insert)) {
      this.#left = this.#left.slice(insert.length);
      return true;
    }
    if (!insert.startsWith(this.#left)) return false;
    const typed = this.#typed + insert.slice(this.#left.length);
    if (!alike(this.#soFar, typed)) return false;
    this.#left = '';
    this.#typed = typed;
    return true;
  }

  /** The cursor is there: what was held back is told. */
  arrive(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const event of held) this.#emit(event);
  }

  /** Ends the work. What a run ahead evaluated was in vain, and is told as that. */
  drop(): void {
    this.#abort.abort();
    if (this.#held === null) return;
    void this.end.then(({ evaluated }) => {
      this.#emit({ kind: 'complete.unneeded', evaluated: { ...evaluated } });
    });
  }

  #tell(event: TraceBody): void {
    if (this.#held) this.#held.push(event);
    else this.#emit(event);
  }
}

/** One goes on with the other. */
function alike(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}
