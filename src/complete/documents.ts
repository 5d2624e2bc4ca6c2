import { type Change, contextOf } from './context.ts';
import { EditedDocument } from './document.ts';
import type { Accepted, Edit, Feedback } from './follow.ts';
import type { Place } from './place.ts';
import { withChange } from './recent.ts';
import { charactersPerToken } from './view.ts';

/** Of other documents' code, which only prompts that are prepared while idle begin with. */
const contextTokens = 256;

/** The documents that are open, and where they were changed last. */
export class Documents {
  readonly #open = new Map<string, EditedDocument>();
  /** The last ones, newest first. */
  #changes: readonly Change[] = [];

  has(file: string): boolean {
    return this.#open.has(file);
  }

  /** An open one; to ask for another is an error of the caller's. */
  at(file: string): EditedDocument {
    const document = this.#open.get(file);
    if (!document) throw new Error(`${file} was not opened`);
    return document;
  }

  /** Takes a document in as it is; false where it is known with this text. */
  open(file: string, text: string): boolean {
    if (this.#open.get(file)?.text === text) return false;
    this.#open.set(file, new EditedDocument(file, text));
    return true;
  }

  close(file: string): void {
    this.#open.delete(file);
  }

  /** Takes a change in. Gives what of it is one, and what that tells of the suggestion. */
  edit(file: string, change: Edit, accepted?: Accepted): { edit: Edit; heard: Feedback | null } {
    const told = this.at(file).edit(change, accepted);
    this.#changes = withChange(this.#changes, file, told.edit);
    return told;
  }

  /** Code of the other documents that may tell what comes at a place; empty where none does. */
  contextOf(place: Place): string {
    const open = [...this.#open].map(([file, { text }]) => ({ file, text }));
    const nearby = { open, changes: this.#changes };
    return contextOf(place, nearby, contextTokens * charactersPerToken);
  }
}
