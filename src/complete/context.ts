import path from 'node:path';
import { languageOf } from '../base/syntax.ts';
import { isSecret } from './ask.ts';
import type { Place } from './place.ts';

/** A document that is open besides the one completed in. */
export interface OpenDocument {
  readonly file: string;
  readonly text: string;
}

/** Where a document was changed. */
export interface Change {
  readonly file: string;
  /** In UTF-16 code units of its text now. */
  readonly offset: number;
}

/** What is there beside the document that is completed in. */
export interface Nearby {
  readonly open: readonly OpenDocument[];
  /** The last changes of any document, newest first. */
  readonly changes: readonly Change[];
}

/** Lines of a document that a prompt could begin with. */
interface Piece {
  readonly file: string;
  /** Its first line, from 0, and the one after its last. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** How much it has in common with the code before the cursor, in [0, 1], by what it is. */
  readonly score: number;
}

/** Lines of a piece cut from a document, of one around a change, and of a definition. */
const lengths = { open: 12, change: 8, definition: 4 } as const;
/** What was changed of late, or is imported by name, is more likely to be needed than what is open. */
const weights = { open: 1, change: 1.5, definition: 2 } as const;
/** Longer documents are data: they are not looked through. */
const longest = 200_000;
/** Code units before the cursor that pieces are compared with. */
const lookBack = 600;
/** A piece with less in common says nothing of the place. */
const leastScore = 0.08;

/**
 * Code of other documents that may tell what comes at a place: around the last changes, definitions
 * of what is imported, and what looks alike in open documents; the best that `budget` code units
 * hold. It is ordered by file and line, so that it reads the same while the choice is the same.
 */
export function contextOf(place: Place, { open, changes }: Nearby, budget: number): string {
  const near = wordsOf(place.text.slice(Math.max(0, place.offset - lookBack), place.offset));
  const others = open.filter(
    ({ file, text }) => file !== place.file && !isSecret(file) && text.length <= longest,
  );
  const pieces = others.flatMap((document) => [
    ...changedPieces(document, changes, near),
    ...definitions(document, place, near),
    ...cut(document, near),
  ]);
  return render(chosen(pieces, budget), place.file);
}

function changedPieces(document: OpenDocument, changes: readonly Change[], near: Words): Piece[] {
  const lines = document.text.split('\n');
  return changes
    .filter(({ file }) => file === document.file)
    .map(({ offset }) => {
      const line = document.text.slice(0, offset).split('\n').length - 1;
      const from = Math.max(0, line - lengths.change / 2);
      return pieceOf(document.file, lines, from, lengths.change, near, weights.change);
    });
}

/** Where a document that the place's imports name defines what the code before the cursor uses. */
function definitions(document: OpenDocument, place: Place, near: Words): Piece[] {
  if (!imports(place, document.file)) return [];
  const lines = document.text.split('\n');
  return lines.flatMap((line, at) => {
    const name = definition.exec(line)?.[1];
    if (name === undefined || !near.has(name)) return [];
    return [pieceOf(document.file, lines, at, lengths.definition, near, weights.definition)];
  });
}

const definition =
  /(?:\b(?:function|class|def|fn|func|interface|type|const|let|var)\s+|\bexports\.|\.prototype\.)(\w+)/;

/** Does an import of the document name that file? By its path's end, whatever the language. */
function imports({ text }: Place, file: string): boolean {
  const stem = path.basename(file).replace(/\.\w+$/, '');
  const quoted = new RegExp(`^.*\\b(?:import|require|from|use)\\b.*\\b${escaped(stem)}\\b`, 'm');
  return quoted.test(text);
}

const escaped = (text: string) => text.replace(/[^\w]/g, '\\$&');

function cut({ file, text }: OpenDocument, near: Words): Piece[] {
  const lines = text.split('\n');
  const starts = Array.from(
    { length: Math.ceil(lines.length / lengths.open) },
    (_, at) => at * lengths.open,
  );
  return starts.map((from) => pieceOf(file, lines, from, lengths.open, near, weights.open));
}

function pieceOf(
  file: string,
  lines: readonly string[],
  from: number,
  length: number,
  near: Words,
  weight: number,
): Piece {
  const to = Math.min(lines.length, from + length);
  const text = lines.slice(from, to).join('\n');
  return { file, from, to, text, score: weight * similarity(wordsOf(text), near) };
}

/** The best that fit, none over another. */
function chosen(pieces: readonly Piece[], budget: number): Piece[] {
  const taken: Piece[] = [];
  let left = budget;
  for (const piece of [...pieces].sort((a, b) => b.score - a.score)) {
    if (piece.score < leastScore) break;
    const over = taken.some(
      ({ file, from, to }) => file === piece.file && from < piece.to && piece.from < to,
    );
    const length = piece.text.length + piece.file.length + overhead;
    if (over || length > left) continue;
    taken.push(piece);
    left -= length;
  }
  return taken;
}

/** Code units that a piece takes besides its text and its path. */
const overhead = 16;

/** Pieces one after another, each under its path, as files stand in training sets. */
function render(pieces: readonly Piece[], file: string): string {
  const mark = languageOf(file) === 'python' ? '#' : '//';
  return [...pieces]
    .sort((a, b) => (a.file === b.file ? a.from - b.from : a.file < b.file ? -1 : 1))
    .map((piece) => `${mark} path: ${piece.file}\n${piece.text.trimEnd()}\n\n`)
    .join('');
}

type Words = ReadonlySet<string>;

function wordsOf(text: string): Words {
  return new Set(text.match(/[A-Za-z_]\w{2,}/g));
}

/** Jaccard's: what both have, of what either has. */
function similarity(a: Words, b: Words): number {
  const both = [...a].filter((word) => b.has(word)).length;
  return both === 0 ? 0 : both / (a.size + b.size - both);
}
