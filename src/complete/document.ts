import {
  type Accepted,
  type Edit,
  type Feedback,
  feedbackOf,
  follow,
  narrowed,
  type Standing,
  wasShown,
} from './follow.ts';
import type { Place } from './place.ts';
import { View } from './view.ts';

/** A document that is completed in, as it is edited. */
export class EditedDocument {
  readonly file: string;
  /** What prompts show of it. */
  readonly view = new View();
  /** What was answered last and is still there, as far as it was not typed yet. */
  standing: Standing | null = null;
  #text: string;
  /** Its length when a suggestion was shown last. */
  #shownLength: number | null = null;
  #cursor: number | null = null;
  #rejectedBefore: string | null = null;

  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  /** The start of a line where a suggestion was rejected last. */
  get rejectedBefore(): string | null {
    return this.#rejectedBefore;
  }

  /** Code units that it has gained since a suggestion was shown last. */
  get grown(): number {
    return this.#text.length - (this.#shownLength ?? this.#text.length);
  }

  /** A suggestion is shown now. */
  shown(): void {
    this.#shownLength = this.#text.length;
  }

  /** The answer for a place did not come onto the screen: what follows says nothing of it. */
  unseen(offset: number): void {
    if (this.standing?.offset === offset) this.standing = { ...this.standing, seen: false };
  }

  /** A place that is asked about. */
  placeAt(offset: number): Place {
    this.#cursor = offset;
    return { file: this.file, text: this.#text, offset };
  }

  /** Takes a change in. Gives what of it is one, and what that tells of the suggestion. */
  edit(change: Edit, accepted?: Accepted): { edit: Edit; heard: Feedback | null } {
    const { standing } = this;
    const edit = narrowed(change, this.#text);
    const heard = feedbackOf(standing, edit, accepted);
    if (heard) this.#hear(heard);
    const left = standing && follow(standing, edit);
    this.standing = left?.rest === '' ? null : left;
    const { offset, insert, delete: length } = edit;
    this.#text = this.#text.slice(0, offset) + insert + this.#text.slice(offset + length);
    this.#cursor = offset + insert.length;
    return { edit, heard };
  }

  /**
   * The cursor went to `offset` without a change. Gives the place where that is another one than it
   * was at, and what going away tells of the suggestion.
   */
  move(offset: number): { place: Place | null; heard: Feedback | null } {
    const isNew = this.#cursor !== offset;
    const place = isNew ? this.placeAt(offset) : null;
    const { standing } = this;
    if (!standing || standing.offset === offset) return { place, heard: null };
    const { accept: p } = standing.completion;
    const heard = wasShown(standing) ? ({ feedback: 'rejected', numbers: { p } } as const) : null;
    if (heard) this.#hear(heard);
    this.standing = null;
    return { place, heard };
  }

  #hear({ feedback }: Feedback): void {
    const offset = this.standing?.offset ?? 0;
    const start = this.#text.lastIndexOf('\n', offset - 1) + 1;
    const rejected = feedback === 'rejected' && this.standing !== null;
    this.#rejectedBefore = rejected ? this.#text.slice(start, offset) : null;
  }
}
