import type { LanguageName } from '../../base/syntax.ts';

/** What is open at the end of a piece of code. */
export interface Open {
  /** Brackets opened and not closed, innermost last. */
  readonly brackets: string;
  /** Closing brackets that nothing in the piece opens. */
  readonly unopened: number;
  /** The quote that a string was opened with; '' outside strings. */
  readonly quote: string;
  readonly comment: boolean;
}

const closing: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Reads a piece of code from a line's start on: brackets, strings and comments, nothing more. */
export function scan(code: string, language: LanguageName | null): Open {
  let brackets = '';
  let unopened = 0;
  for (let at = 0; at < code.length; at++) {
    const character = code[at] ?? '';
    const comment = commentEnd(code, at, language);
    if (comment !== null) {
      if (comment < 0) return { brackets, unopened, quote: '', comment: true };
      at = comment;
    } else if (isQuote(character, language)) {
      const end = stringEnd(code, at, character);
      if (end < 0) return { brackets, unopened, quote: character, comment: false };
      at = end;
    } else if ('([{'.includes(character)) brackets += character;
    else if (character in closing) {
      if (brackets.endsWith(closing[character] ?? '')) brackets = brackets.slice(0, -1);
      else unopened++;
    }
  }
  return { brackets, unopened, quote: '', comment: false };
}

/** Where a comment that begins here ends; −1 where it does not; null where none begins. */
function commentEnd(code: string, at: number, language: LanguageName | null): number | null {
  if (language === 'python') {
    return code[at] === '#' ? lineEnd(code, at) : null;
  }
  if (code.startsWith('//', at)) return lineEnd(code, at);
  if (!code.startsWith('/*', at)) return null;
  const end = code.indexOf('*/', at + 2);
  return end < 0 ? -1 : end + 1;
}

function lineEnd(code: string, at: number): number {
  return code.indexOf('\n', at);
}

/** An apostrophe is no quote in Rust, where it mostly is a lifetime. */
function isQuote(character: string, language: LanguageName | null): boolean {
  return (
    character === '"' ||
    (character === "'" && language !== 'rust') ||
    (character === '`' && language !== 'python')
  );
}

function stringEnd(code: string, start: number, quote: string): number {
  const triple = quote.repeat(3);
  if (code.startsWith(triple, start)) {
    const end = code.indexOf(triple, start + 3);
    return end < 0 ? -1 : end + 2;
  }
  for (let at = start + 1; at < code.length; at++) {
    if (code[at] === '\\') at++;
    else if (code[at] === quote) return at;
    else if (code[at] === '\n' && quote !== '`') return at;
  }
  return -1;
}
