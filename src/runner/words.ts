/** One word of a shell command. */
export interface Word {
  /** As written, quotes and all: what goes back into a shell text. */
  readonly raw: string;
  /** After quote removal. */
  readonly text: string;
  /** False where the shell would still change it: a variable, a pattern, a home folder. */
  readonly fixed: boolean;
}

/** What a shell may do with a character outside quotes that makes a text more than words and `&&`. */
const syntax = /[|;<>()`\n\r]/;
const expansions = /[$*?[~]/;

/**
 * The words of each step of a command whose steps are joined by `&&`. Null where the text is more
 * than that (pipes, lists, redirections, substitutions, comments) or is not finished.
 */
export function splitSteps(text: string): Word[][] | null {
  const steps: Word[][] = [[]];
  let at = 0;
  while (at < text.length) {
    if (/[ \t]/.test(text.charAt(at))) {
      at++;
    } else if (text.startsWith('&&', at)) {
      steps.push([]);
      at += 2;
    } else {
      const word = readWord(text, at);
      if (!word) return null;
      steps.at(-1)?.push(word);
      at += word.raw.length;
    }
  }
  return steps.some((step) => step.length === 0) ? null : steps;
}

/** A text as one fixed word. */
export function quote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The words as they were written. */
export function rawText(words: readonly Word[]): string {
  return words.map((word) => word.raw).join(' ');
}

function readWord(text: string, start: number): Word | null {
  let value = '';
  let fixed = true;
  let at = start;
  while (at < text.length) {
    const char = text.charAt(at);
    if (/[ \t&]/.test(char)) break;
    if (syntax.test(char) || (char === '#' && at === start)) return null;
    const part = readPart(text, at);
    if (!part) return null;
    value += part.text;
    fixed &&= part.fixed;
    at += part.raw.length;
  }
  // A single `&`, which no caller of ours can follow.
  if (at === start || (text.charAt(at) === '&' && text.charAt(at + 1) !== '&')) return null;
  return { raw: text.slice(start, at), text: value, fixed };
}

/** A quoted stretch, an escape, or one plain character. */
function readPart(text: string, at: number): Word | null {
  const char = text.charAt(at);
  if (char === "'") {
    const end = text.indexOf("'", at + 1);
    if (end < 0) return null;
    return { raw: text.slice(at, end + 1), text: text.slice(at + 1, end), fixed: true };
  }
  if (char === '"') return readDoubleQuoted(text, at);
  if (char === '\\') {
    const next = text.charAt(at + 1);
    return next === '' || next === '\n' ? null : { raw: char + next, text: next, fixed: true };
  }
  if (char === '$' && text.charAt(at + 1) === '(') return null;
  return { raw: char, text: char, fixed: !expansions.test(char) };
}

function readDoubleQuoted(text: string, start: number): Word | null {
  let value = '';
  let fixed = true;
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') return { raw: text.slice(start, at + 1), text: value, fixed };
    if (char === '`' || text.startsWith('$(', at)) return null;
    if (char === '$') fixed = false;
    if (char === '\\' && /["\\$`]/.test(text.charAt(at + 1))) at++;
    value += text.charAt(at);
  }
  return null;
}
