import type { Node } from 'web-tree-sitter';
import type { Statement } from '../../runner/probes.ts';
import type { Suspect } from '../localise/localise.ts';

/** What of a statement is to be written anew. */
export type HoleKind = 'line' | 'expression' | 'insert';

/** A place in a file where the model writes one line or less. Offsets are UTF-16 code units. */
export interface Hole {
  readonly path: string;
  readonly statement: Statement;
  readonly kind: HoleKind;
  readonly start: number;
  readonly end: number;
  /** Natural logarithm of the weight given to the place before the model is asked. */
  readonly prior: number;
}

/**
 * How often a one-line repair is of each kind, as a weight: most rewrite (part of) a line, a few add
 * one.
 */
const kindPrior: Record<HoleKind, number> = { line: 0, expression: -0.7, insert: -2 };

/** Statements longer than this are not rewritten whole: the answer is one line. */
const longestStatementLines = 3;

const expressions = new Set([
  'binary_operator',
  'boolean_operator',
  'comparison_operator',
  'not_operator',
  'unary_operator',
  'call',
  'subscript',
  'argument_list',
  'list',
  'tuple',
  'binary_expression',
  'unary_expression',
  'call_expression',
  'subscript_expression',
  'member_expression',
  'ternary_expression',
  'arguments',
  'array',
  'attribute',
  'parenthesized_expression',
]);

/** The hole of the whole statement, without its indentation. */
export function statementHole({ statement, suspicion }: Suspect, text: string): Hole {
  const { path, startLine, endLine } = statement;
  const from = offsetOfLine(text, startLine);
  const end = endOfLine(text, endLine);
  const indent = /^[ \t]*/.exec(text.slice(from, end))?.[0].length ?? 0;
  const prior = Math.log(Math.max(suspicion, 1e-3));
  return { path, statement, kind: 'line', start: from + indent, end, prior };
}

/**
 * The holes of a suspected statement, the whole line first. `tree` is the file's syntax tree and
 * `text` its source.
 */
export function holesOf(suspect: Suspect, text: string, tree: Node): Hole[] {
  const { startLine, endLine } = suspect.statement;
  const whole = statementHole(suspect, text);
  const { start, end, prior } = whole;
  const hole = (kind: HoleKind, from: number, to: number): Hole => ({
    ...whole,
    kind,
    start: from,
    end: to,
    prior: prior + kindPrior[kind],
  });
  const short = endLine - startLine < longestStatementLines;
  return [
    ...(short ? [hole('line', start, end)] : []),
    ...expressionsWithin(tree, start, end).map((node) =>
      hole('expression', node.startIndex, node.endIndex),
    ),
    hole('insert', start, start),
  ];
}

/** Expressions on the line that are not the whole of it, each range once. */
function expressionsWithin(tree: Node, from: number, to: number): Node[] {
  const seen = new Set<string>([`${from}:${to}`]);
  return tree.descendantsOfType([...expressions]).filter((node): node is Node => {
    if (!node || node.startIndex < from || node.endIndex > to) return false;
    const key = `${node.startIndex}:${node.endIndex}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The prompt of a hole: what stands before and after it, cut to whole lines around it. */
export function surroundings(
  hole: Hole,
  text: string,
  window: { before: number; after: number },
): { prefix: string; suffix: string } {
  const prefix = lastLines(text.slice(0, hole.start), window.before);
  const rest = text.slice(hole.end);
  if (hole.kind !== 'insert') return { prefix, suffix: firstLines(rest, window.after) };
  const indent = /[ \t]*$/.exec(prefix)?.[0] ?? '';
  return { prefix, suffix: firstLines(`\n${indent}${rest}`, window.after) };
}

/** The file with the hole filled. */
export function fill(hole: Hole, text: string, middle: string): string {
  const before = text.slice(0, hole.start);
  const after = text.slice(hole.end);
  if (hole.kind !== 'insert') return before + middle + after;
  const indent = /[ \t]*$/.exec(before)?.[0] ?? '';
  return `${before}${middle}\n${indent}${after}`;
}

function offsetOfLine(text: string, line: number): number {
  let at = 0;
  for (let skipped = 0; skipped < line; skipped++) at = text.indexOf('\n', at) + 1;
  return at;
}

function endOfLine(text: string, line: number): number {
  const start = offsetOfLine(text, line);
  const end = text.indexOf('\n', start);
  const stop = end < 0 ? text.length : end;
  return text[stop - 1] === '\r' ? stop - 1 : stop;
}

function lastLines(text: string, count: number): string {
  return text.split('\n').slice(-count).join('\n');
}

function firstLines(text: string, count: number): string {
  return text.split('\n').slice(0, count).join('\n');
}
