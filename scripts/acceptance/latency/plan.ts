import type { Session } from '../infilling/sessions.ts';

/** A document after an event, and what an answer to it is judged by. */
export interface Moment {
  readonly file: string;
  readonly text: string;
  /** The cursor. */
  readonly offset: number;
  readonly atMs: number;
  /** Milliseconds to the next event. */
  readonly gapMs: number;
  /** What is typed from here on, at one go. */
  readonly next: string;
}

/** What the last event of a session is given. */
const lastGapMs = 2000;

/** The document, the cursor and what is typed next, at each event. */
export function momentsOf({ files, events }: Pick<Session, 'files' | 'events'>): Moment[] {
  const texts = new Map(files);
  const moments = events.map(({ file, offset, insert, delete: length, atMs }, at) => {
    const old = texts.get(file) ?? '';
    const text = old.slice(0, offset) + insert + old.slice(offset + length);
    texts.set(file, text);
    const gapMs = (events[at + 1]?.atMs ?? atMs + lastGapMs) - atMs;
    return { file, text, offset: offset + insert.length, atMs, gapMs, next: '' };
  });
  let typed = '';
  for (const [at, moment] of [...moments.entries()].reverse()) {
    const after = events[at + 1];
    const goesOn = after?.file === moment.file && after.offset === moment.offset;
    typed = goesOn && after.delete === 0 ? after.insert + typed : '';
    moment.next = typed;
  }
  return moments;
}

export type Kind = 'typing' | 'pause';

/** A gap as long as this is a pause: the generator's shortest is longer, its typing is faster. */
const pauseMs = 500;

export function kindOf({ gapMs }: Moment): Kind {
  return gapMs > pauseMs ? 'pause' : 'typing';
}

/** The text typed next begins with the answer: three characters or more, or the rest of the line. */
export function isRight(answer: string, { next }: Moment): boolean {
  const text = answer.trimEnd();
  if (text.trim() === '' || !next.startsWith(text)) return false;
  return text.length >= fewest || /^[ \t]*(\n|$)/.test(next.slice(text.length));
}

const fewest = 3;

/** What came of one event. */
export interface Outcome {
  /** Milliseconds from the keystroke to the final text; null where the next event came first. */
  readonly ms: number | null;
  /** '' where the model has nothing to add. */
  readonly text: string;
}

/** All that one player did with a session. */
export interface Played {
  /** One for each event. */
  readonly outcomes: readonly Outcome[];
  /** Positions that its models evaluated in all. */
  readonly positions: number;
}
