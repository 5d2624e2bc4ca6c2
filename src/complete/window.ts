import type { Place } from './place.ts';

/** The part of a document that a prompt shows. */
export interface Window {
  readonly prefix: string;
  readonly suffix: string;
  /** Code of other documents, which goes before both. */
  readonly context?: string;
}

/** Bounds of a prompt, in code units. */
export interface Budget {
  readonly prefix: number;
  readonly suffix: number;
}

/** The most of a prompt's tokens that the text after the cursor gets. */
const suffixShare = 0.3;

/** Code units that a prompt of so many tokens holds. */
export function budgetOf(tokens: number, charactersPerToken: number): Budget {
  const characters = Math.floor(tokens * charactersPerToken);
  const suffix = Math.floor(characters * suffixShare);
  return { prefix: characters - suffix, suffix };
}

/** How much a window shows, in code units. */
export function sizeOf({ prefix, suffix, context = '' }: Window): number {
  return prefix.length + suffix.length + context.length;
}

/** Tokens of a prompt that are evaluated in the time that a cold one may take. */
export function promptTokens(msPerToken: number): number {
  return Math.max(fewest, Math.min(mostTokens, Math.floor(coldMs / msPerToken)));
}

/** What is prepared while idle has as many tokens as this. */
export const mostTokens = 1024;

const coldMs = 300;
const fewest = 384;

/**
 * Cuts windows out of one document as it is edited, so that two in a row share as long a beginning
 * as they can: what a cache holds need not be evaluated again. The prefix keeps its first line until
 * it has outgrown its budget, then gives up half of it at once; the suffix is cut anew only where
 * the text after the cursor changes, whatever the budget has become meanwhile.
 */
export class WindowKeeper {
  #start: number | null = null;
  #before = '';
  #suffix = '';

  /** The window of a place; `budget` in code units. */
  next(place: Place, budget: Budget): Window {
    const { text, offset } = place;
    const start = this.#kept(text, offset, budget) ?? anchor(text, offset, budget.prefix);
    this.#start = start;
    this.#before = text.slice(0, start);
    if (!this.#stays(place)) this.#suffix = suffixOf(text, offset, budget.suffix);
    return { prefix: text.slice(start, offset), suffix: this.#suffix };
  }

  /** Would the next window go on from the last one, but for what was typed at the cursor? */
  holds(place: Place, budget: Budget): boolean {
    return this.#kept(place.text, place.offset, budget) !== null && this.#stays(place);
  }

  #stays({ text, offset }: Place): boolean {
    const suffix = this.#suffix;
    return suffix === '' ? offset === text.length : text.startsWith(suffix, offset);
  }

  /** The last window's start, while it still is one. */
  #kept(text: string, offset: number, budget: Budget): number | null {
    const start = this.#start;
    if (start === null || start > offset || offset - start > budget.prefix) return null;
    return text.startsWith(this.#before) ? start : null;
  }
}

/** A start at a line's beginning that leaves room to type: half of the budget, unless all fits. */
function anchor(text: string, offset: number, budget: number): number {
  if (offset <= budget) return 0;
  const earliest = offset - Math.floor(budget * roomLeft);
  const line = text.indexOf('\n', earliest) + 1;
  const start = line > 0 && line <= offset ? line : earliest;
  return isLowSurrogate(text, start) ? start + 1 : start;
}

const roomLeft = 0.75;

function suffixOf(text: string, offset: number, budget: number): string {
  const end = Math.min(text.length, offset + budget);
  if (end === text.length) return text.slice(offset);
  const line = text.lastIndexOf('\n', end);
  const cut = line > offset ? line : end;
  return text.slice(offset, isLowSurrogate(text, cut) ? cut - 1 : cut);
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
