import path from 'node:path';
import { type Reason, reason } from './decision.ts';
import { cursorLine, type Place } from './place.ts';

/** What is known before a token is asked for. */
export interface Asking {
  readonly place: Place;
  /** Asked for by a command, not by typing: only what must never be sent is refused. */
  readonly byHand: boolean;
  /** The start of the line, where the last suggestion for it was rejected; null where none was. */
  readonly rejectedBefore: string | null;
}

const limits = {
  /** Code units of a document. */
  document: 2_000_000,
  /** Code units of a line: longer ones are data, or minified. */
  line: 2_000,
} as const;

const secret =
  /^(\.env.*|\.npmrc|\.pypirc|\.netrc|\.git-credentials|id_(rsa|dsa|ecdsa|ed25519).*|.*\.(pem|key|p12|pfx|jks|keystore|kdbx))$/i;

/** May the file hold keys? Then nothing of it enters a prompt. */
export function isSecret(file: string): boolean {
  return secret.test(path.basename(file));
}

/** Null where a completion is worth asking for; else why it is not. Cheap: nothing is parsed. */
export function askGate(asking: Asking): Reason | null {
  const { place, byHand } = asking;
  if (place.offset > place.text.length) {
    const { length } = place.text;
    return reason('bad-offset', 'The cursor is outside the file.', { length });
  }
  const name = path.basename(place.file);
  if (isSecret(place.file)) {
    return reason('secret-file', `${name} may hold keys: it never enters a prompt.`);
  }
  const length = place.text.length;
  if (length > limits.document) {
    return reason('huge-file', 'The file is too large to complete in.', { length });
  }
  const line = cursorLine(place);
  const width = line.before.length + line.after.length;
  if (width > limits.line) {
    return reason('long-line', 'The line is too long to complete.', { width });
  }
  return byHand ? null : typingGate(asking, line.before, line.after);
}

function typingGate(asking: Asking, before: string, after: string): Reason | null {
  if (/\w$/.test(before) && /^\w/.test(after)) {
    return reason('inside-word', 'The cursor is inside a word.');
  }
  if (after.trim() !== '' && startsComment(before)) {
    return reason('inside-comment', 'The cursor is inside a comment.');
  }
  if (before !== '' && before === asking.rejectedBefore) {
    return reason('rejected-before', 'A suggestion for this line was just rejected.');
  }
  return null;
}

function startsComment(line: string): boolean {
  return /^\s*(\/\/|#|\*|\/\*)/.test(line);
}
