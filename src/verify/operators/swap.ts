import type { Node } from 'web-tree-sitter';
import { binaries, calls, itemsOf } from './nodes.ts';
import { type Change, type Operator, replace } from './operator.ts';

type Table = Readonly<Record<string, readonly string[]>>;

const comparisons: Table = {
  '<': ['<=', '>', '>='],
  '<=': ['<', '>=', '>', '=='],
  '>': ['>=', '<', '<='],
  '>=': ['>', '<=', '<', '=='],
  '==': ['!=', '<=', '>='],
  '!=': ['==', '<', '>'],
  '===': ['!==', '<=', '>='],
  '!==': ['===', '<', '>'],
  in: ['not in'],
  'not in': ['in'],
  is: ['is not', '=='],
  'is not': ['is', '!='],
};

const arithmetic: Table = {
  '+': ['-', '*'],
  '-': ['+', '*'],
  '*': ['+', '-', '/', '//', '**', '%'],
  '/': ['*', '//', '%'],
  '//': ['/', '%', '*'],
  '%': ['//', '/', '*'],
  '**': ['*'],
  '&': ['|', '^'],
  '|': ['&', '^'],
  '^': ['&', '|'],
  '<<': ['>>'],
  '>>': ['<<', '>>>'],
  '>>>': ['>>'],
  '+=': ['-=', '=', '*='],
  '-=': ['+=', '='],
  '*=': ['+=', '/=', '='],
  '/=': ['*=', '//='],
  '//=': ['/=', '%='],
  '%=': ['//=', '/='],
  '&=': ['|=', '^='],
  '|=': ['&=', '^='],
  '^=': ['&=', '|='],
  '<<=': ['>>='],
  '>>=': ['<<='],
  '++': ['--'],
  '--': ['++'],
};

const connectives: Table = {
  and: ['or'],
  or: ['and'],
  '&&': ['||'],
  '||': ['&&', '??'],
  '??': ['||', '&&'],
};

/** Signs that no node of another kind uses are safe to change wherever they stand. */
const updates = new Set([
  'augmented_assignment',
  'augmented_assignment_expression',
  'update_expression',
]);

function signSwap(name: string, prior: number, table: Table): Operator {
  return {
    name,
    prior,
    changes: ({ nodes }) =>
      nodes
        .filter(({ parent }) => parent && (binaries.has(parent.type) || updates.has(parent.type)))
        .flatMap((node) =>
          node.isNamed ? [] : (table[node.type] ?? []).map((sign) => replace(node, sign)),
        ),
  };
}

export const swapComparison = signSwap('swap comparison', 0, comparisons);
export const swapArithmetic = signSwap('swap operator', -0.5, arithmetic);
export const swapConnective = signSwap('swap and/or', 0, connectives);

/** `a - b` for `b - a`. */
export const swapSides: Operator = {
  name: 'swap sides',
  prior: -0.5,
  changes: ({ nodes, text }) =>
    nodes
      .filter((node) => binaries.has(node.type))
      .flatMap((node) => {
        const [left, right, ...more] = itemsOf(node);
        return left && right && more.length === 0 ? [exchange(node, left, right, text)] : [];
      }),
};

const lists = new Set([
  'argument_list',
  'arguments',
  'tuple',
  'expression_list',
  'subscript',
  'array',
]);

/** Two arguments, items or indices exchanged. */
export const swapArguments: Operator = {
  name: 'swap arguments',
  prior: 0,
  changes: ({ nodes, text }) =>
    nodes
      .filter((node) => lists.has(node.type))
      .flatMap((node) => pairs(itemsOf(node)).map(([a, b]) => exchange(node, a, b, text))),
};

/** `a if c else b` for `b if c else a`. */
export const swapBranches: Operator = {
  name: 'swap branches',
  prior: -1,
  changes: ({ nodes, text }) =>
    nodes.flatMap((node) => {
      const [first, second, third] = itemsOf(node);
      if (!first || !second || !third) return [];
      if (node.type === 'ternary_expression') return [exchange(node, second, third, text)];
      return node.type === 'conditional_expression' ? [exchange(node, first, third, text)] : [];
    }),
};

/** An argument left out. */
export const dropArgument: Operator = {
  name: 'drop argument',
  prior: -1.5,
  changes: ({ nodes }) =>
    nodes
      .filter(({ type, parent }) => parent && calls.has(parent.type) && lists.has(type))
      .flatMap((node) => {
        const items = itemsOf(node);
        if (items.length < 2) return [];
        return items.map((dropped) => {
          const rest = items.filter((item) => item !== dropped).map((item) => item.text);
          return replace(node, `(${rest.join(', ')})`);
        });
      }),
};

/** A name or a small number given as one more argument. */
export const addArgument: Operator = {
  name: 'add argument',
  prior: -2,
  changes: ({ nodes, names }) =>
    nodes
      .filter(({ type, parent }) => parent && calls.has(parent.type) && lists.has(type))
      .flatMap((node) => {
        const at = itemsOf(node).at(-1)?.endIndex;
        if (at === undefined) return [];
        return ['0', '1', ...names].map((name) => ({
          start: at,
          end: at,
          replacement: `, ${name}`,
        }));
      }),
};

function exchange(whole: Node, a: Node, b: Node, text: string): Change {
  const between = text.slice(a.endIndex, b.startIndex);
  const replacement =
    text.slice(whole.startIndex, a.startIndex) +
    b.text +
    between +
    a.text +
    text.slice(b.endIndex, whole.endIndex);
  return replace(whole, replacement);
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, at) => items.slice(at + 1).map((b): [T, T] => [a, b]));
}
