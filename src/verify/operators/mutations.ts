import type { Node } from 'web-tree-sitter';
import type { LanguageName } from '../../base/syntax.ts';
import * as amount from './amount.ts';
import * as condition from './condition.ts';
import * as container from './container.ts';
import * as naming from './names.ts';
import { nodesWithin, scopeAt } from './nodes.ts';
import type { Change, Dialect, Operator, Site } from './operator.ts';
import * as statement from './statement.ts';
import * as swap from './swap.ts';

/** A change with the operator that makes it. */
export interface Mutation extends Change {
  readonly operator: string;
  /** Logarithm of the operator's weight. */
  readonly prior: number;
}

/** Which operators are used, and whether they may bring in names from around the statement. */
export interface Repertoire {
  readonly operators: readonly Operator[];
  readonly names: boolean;
}

const repairs: readonly Operator[] = [
  swap.swapComparison,
  swap.swapConnective,
  swap.swapArithmetic,
  swap.swapArguments,
  swap.swapSides,
  swap.swapBranches,
  amount.offByOne,
  amount.dropOperand,
  amount.unwrapCall,
  amount.bound,
  amount.rescale,
  amount.combineWithName,
  amount.joinResult,
  container.anotherFunction,
  container.fillList,
  container.slice,
  container.unpackList,
  container.assignForUpdate,
  naming.anotherName,
  naming.anotherAttribute,
  naming.nameForConstant,
  condition.testForBoolean,
  condition.negate,
  condition.extendCondition,
  swap.dropArgument,
  swap.addArgument,
  statement.addFilling,
  statement.addAssignment,
  statement.addGuard,
  statement.returnIt,
  statement.removeStatement,
];

const dialects: Partial<Record<LanguageName, Dialect>> = {
  python: 'python',
  javascript: 'script',
  typescript: 'script',
  tsx: 'script',
};

/**
 * What operators (all of them, where none are named) make of the statement on lines `startLine` to
 * `endLine` (from 0, both included), each text once, in the table's order. Most of them parse; all
 * differ from what is there. Empty for languages without operators.
 */
export function mutationsOf(
  lines: { readonly startLine: number; readonly endLine: number },
  text: string,
  root: Node,
  language: LanguageName,
  { operators, names }: Repertoire = { operators: repairs, names: true },
): Mutation[] {
  const dialect = dialects[language];
  if (!dialect) return [];
  const whole = siteOf(lines, text, root, dialect);
  const site = names ? whole : { ...whole, names: [] };
  const seen = new Set<string>([text.slice(site.start, site.end)]);
  return operators.flatMap(({ name, prior, changes }) =>
    changes(site).flatMap((change) => {
      const line = changedLine(site, change);
      if (seen.has(line)) return [];
      seen.add(line);
      return [{ ...change, operator: name, prior }];
    }),
  );
}

/** The statement's lines after a change. */
export function changedLine(
  { text, start, end }: Pick<Site, 'text' | 'start' | 'end'>,
  change: Change,
): string {
  return text.slice(start, change.start) + change.replacement + text.slice(change.end, end);
}

function siteOf(
  { startLine, endLine }: { startLine: number; endLine: number },
  text: string,
  root: Node,
  dialect: Dialect,
): Site {
  const lines = text.split('\n');
  const offset = (line: number) => lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0);
  const indent = /^[ \t]*/.exec(lines[startLine] ?? '')?.[0].length ?? 0;
  const start = offset(startLine) + indent;
  const end = offset(endLine) + (lines[endLine] ?? '').trimEnd().length;
  const scope = scopeAt(root, start);
  return {
    text,
    dialect,
    root,
    scope,
    start,
    end,
    nodes: nodesWithin(root, start, end),
    names: naming.namesIn(scope, start),
  };
}
