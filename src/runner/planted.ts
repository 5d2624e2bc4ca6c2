import type { LanguageName } from '../base/syntax.ts';
import type { SourceFile } from './runner.ts';

/**
 * The text of a source file with a syntax error at its top that every loader of the language
 * refuses. What must stand first stays there: a byte order mark, `#!`, Python's coding line.
 */
export function plantSyntaxError(file: SourceFile, language: LanguageName): string {
  const lineBreak = file.text.includes('\r\n') ? '\r\n' : '\n';
  const kept = leading(file.text, language);
  const open = kept === '' || kept === '\uFEFF' || kept.endsWith('\n') ? '' : lineBreak;
  return `${kept}${open})(${lineBreak}${file.text.slice(kept.length)}`;
}

function leading(text: string, language: LanguageName): string {
  // Rust's `#![attribute]` looks like a script's first line and is none.
  const first = /^\uFEFF?(#!(?!\s*\[)[^\n]*(\n|$))?/.exec(text)?.[0] ?? '';
  if (language !== 'python') return first;
  const coding = /^[ \t\f]*#[^\n]*coding[:=][^\n]*(\n|$)/.exec(text.slice(first.length))?.[0] ?? '';
  return first + coding;
}
