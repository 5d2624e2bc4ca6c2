import { setImmediate } from 'node:timers/promises';
import type { Node } from 'web-tree-sitter';
import { neverAborted } from '../../base/abort.ts';
import { codeOf } from '../../base/code.ts';
import { type LanguageName, languageOf, type Syntax } from '../../base/syntax.ts';
import { dropOperand, offByOne } from '../operators/amount.ts';
import { negate, testForBoolean } from '../operators/condition.ts';
import { mutationsOf, type Mutation, type Repertoire } from '../operators/mutations.ts';
import { removeStatement } from '../operators/statement.ts';
import { swapArithmetic, swapComparison, swapConnective } from '../operators/swap.ts';

/** A small change to a changed line that the tests should notice. */
export interface Mutant {
  readonly path: string;
  /** From 0. */
  readonly line: number;
  /** What stood there, and what stands there instead. */
  readonly before: string;
  readonly after: string;
  /** The whole file. */
  readonly text: string;
}

/** The token-level changes, most telling first: the one table for Python, JavaScript, TypeScript. */
const table: Repertoire = {
  operators: [
    swapComparison,
    swapConnective,
    negate,
    swapArithmetic,
    testForBoolean,
    removeStatement,
    offByOne,
    dropOperand,
  ],
  names: false,
};

/** Further mutants of the same line rarely fare otherwise. */
const mostOfLine = 8;

/**
 * At most `most` mutants of these lines (from 0) of a source: each line's first before any line's
 * second, each operator's first before any operator's second, so that few are spread out. Those that
 * do not parse or are trivially equivalent are dropped. The same source gives the same mutants;
 * the signal keeps further ones from being sought.
 */
export async function mutantsOf(
  source: { readonly path: string; readonly text: string },
  lines: readonly number[],
  syntax: Syntax,
  most: number,
  signal: AbortSignal = neverAborted,
): Promise<Mutant[]> {
  const { path, text } = source;
  const language = languageOf(path);
  // Asked anew each time: it changes while parsing is waited for.
  const isCut = () => signal.aborted;
  if (!language || isCut()) return [];
  const original = await codeOf(syntax, language, text);
  const tree = await syntax.parse(language, text);
  try {
    const chosen: Mutant[] = [];
    const found: ReturnType<typeof ofLine>[] = [];
    for (const line of lines) {
      // Walking the tree and parsing hold the clock up: let it strike.
      await setImmediate();
      if (isCut()) return [];
      found.push(ofLine(line, text, tree.rootNode, language));
    }
    for (const { line, mutation } of inTurn(found)) {
      await setImmediate();
      if (isCut() || chosen.length === most) break;
      const mutant = mutate(source, line, mutation);
      const code = await codeOf(syntax, language, mutant.text);
      if (code !== null && code !== original) chosen.push(mutant);
    }
    return chosen;
  } finally {
    tree.delete();
  }
}

/** The mutations of one line, its operators taking turns. */
function ofLine(line: number, text: string, root: Node, language: LanguageName) {
  const place = { startLine: line, endLine: line };
  const found = mutationsOf(place, text, root, language, table).filter(
    (mutation) => isWhole(root, mutation) && !isArid(root, mutation),
  );
  const byOperator = table.operators.map(({ name }) =>
    found.filter(({ operator }) => operator === name),
  );
  return inTurn(byOperator)
    .slice(0, mostOfLine)
    .map((mutation) => ({ line, mutation }));
}

/** Does it put something in the place of one whole node? What it removes may not be half a statement. */
function isWhole(root: Node, { start, end }: Mutation): boolean {
  const node = root.descendantForIndex(start, end - 1);
  return node !== null && start < end && node.startIndex === start && node.endIndex === end;
}

/** The first of each list, then the second of each, and so on. */
export function inTurn<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, turn) =>
    lists.flatMap((list) => list.slice(turn, turn + 1)),
  ).flat();
}

function mutate({ path, text }: { path: string; text: string }, line: number, change: Mutation) {
  const { start, end, replacement, operator } = change;
  const after = text.slice(0, start) + replacement + text.slice(end);
  const removed = operator === removeStatement.name;
  return {
    path,
    line,
    before: text.slice(start, end),
    after: removed ? '' : replacement,
    text: after,
  };
}

const arid = new Set([
  'comment',
  'type',
  'type_annotation',
  'type_arguments',
  'type_alias_declaration',
  'interface_declaration',
]);
const logging = /^(?:print|console|log|logger|logging|warnings|debug)\b/;

/**
 * Code of which no test should tell a change: comments, types, statements that only write a log
 * ("arid nodes": Petrović and Ivanković, State of Mutation Testing at Google, ICSE-SEIP 2018).
 */
function isArid(root: Node, { start, end }: Mutation): boolean {
  for (let node = root.descendantForIndex(start, end); node; node = node.parent) {
    if (arid.has(node.type)) return true;
    if (node.type === 'expression_statement' && logging.test(node.text)) return true;
  }
  return false;
}
