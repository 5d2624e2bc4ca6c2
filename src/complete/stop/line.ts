import type { LanguageName } from '../../base/syntax.ts';
import { reason } from '../decision.ts';
import type { StopRule } from './rule.ts';
import { scan } from './scan.ts';

/** Ends at the first line break. */
export const lineBreak: StopRule = ({ text }) => {
  const end = text.indexOf('\n');
  if (end < 0) return null;
  return { ...reason('line-end', 'The line is complete.'), keep: end };
};

const pythonBlock =
  /^\s*(if|elif|else|for|while|def|class|try|except|finally|with|async|match|case)\b/;

/**
 * Ends where nothing can follow on the line but a comment, a token before the line break would say
 * so: after the `{` or `:` that opens a block. `before`: the line up to the cursor.
 */
export function blockOpened(before: string, language: LanguageName | null): StopRule {
  return ({ text }) => {
    const line = before + text;
    if (!opens(line, language)) return null;
    return { ...reason('block-opened', 'The line opens a block.'), keep: text.length };
  };
}

function opens(line: string, language: LanguageName | null): boolean {
  if (language === 'python') {
    return line.endsWith(':') && pythonBlock.test(line) && isOutside(line.slice(0, -1), language);
  }
  return /\)\s*\{$/.test(line) && isOutside(line.slice(0, -1), language);
}

function isOutside(line: string, language: LanguageName | null): boolean {
  const { brackets, quote, comment } = scan(line, language);
  return brackets === '' && quote === '' && !comment;
}
