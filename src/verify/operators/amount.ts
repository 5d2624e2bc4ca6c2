import type { Node } from 'web-tree-sitter';
import {
  binaries,
  calls,
  isOperand,
  isRead,
  itemsOf,
  replaceByExpression,
  resultsOf,
} from './nodes.ts';
import { type Change, type Operator, replace } from './operator.ts';

const whole = /^\d{1,9}$/;

/** One more or one less than a value or a number. */
export const offByOne: Operator = {
  name: 'off by one',
  prior: 0,
  changes: ({ nodes }) =>
    nodes.flatMap((node): Change[] => {
      if (['integer', 'number'].includes(node.type) && whole.test(node.text)) {
        const number = Number(node.text);
        const less = number > 0 ? [replace(node, String(number - 1))] : [];
        return [replace(node, String(number + 1)), ...less];
      }
      if (!isOperand(node)) return [];
      return [' + 1', ' - 1'].map((more) => replaceByExpression(node, node.text + more));
    }),
};

/** One side of an expression alone: `x + 1` -> `x`. */
export const dropOperand: Operator = {
  name: 'drop operand',
  prior: -0.5,
  changes: ({ nodes }) =>
    nodes
      .filter((node) => binaries.has(node.type))
      .flatMap((node) => itemsOf(node).map((side) => replace(node, side.text))),
};

const signs = ['-', '+', '*'];

/** A value counted with a name in scope: `k` -> `k - seen`. */
export const combineWithName: Operator = {
  name: 'combine with a name',
  prior: -1,
  changes: ({ nodes, names }) =>
    nodes
      .filter((node) => isOperand(node))
      .flatMap((node) =>
        names
          .filter((name) => name !== node.text)
          .flatMap((name) =>
            signs.map((sign) => replaceByExpression(node, `${node.text} ${sign} ${name}`)),
          ),
      ),
};

/** The result joined to a name in scope: `return more` -> `return rest + more`. */
export const joinResult: Operator = {
  name: 'join to a name',
  prior: -1,
  changes: (site) =>
    resultsOf(site).flatMap((node) =>
      site.names
        .filter((name) => name !== node.text)
        .flatMap((name) => [
          replace(node, `${name} + ${node.text}`),
          replace(node, `${node.text} + ${name}`),
        ]),
    ),
};

/** A name squared or halved. */
export const rescale: Operator = {
  name: 'rescale',
  prior: -1,
  changes: ({ nodes, dialect }) => {
    const scales = [' ** 2', ' * 2', dialect === 'python' ? ' // 2' : ' / 2'];
    return nodes
      .filter((node) => isRead(node))
      .flatMap((node) => scales.map((scale) => replaceByExpression(node, node.text + scale)));
  },
};

/** The larger or smaller of a result and zero, one, or a name in scope. */
export const bound: Operator = {
  name: 'bound',
  prior: -0.7,
  changes: (site) => {
    const math = site.dialect === 'python' ? '' : 'Math.';
    const bounds = ['0', '1', ...site.names];
    return resultsOf(site)
      .filter((node) => isOperand(node) || binaries.has(node.type))
      .flatMap((node) =>
        bounds
          .filter((other) => other !== node.text)
          .flatMap((other) =>
            ['max', 'min'].map((which) => replace(node, `${math}${which}(${other}, ${node.text})`)),
          ),
      );
  },
};

/** An argument of a call in the call's place: `tidy(x)` -> `x`. */
export const unwrapCall: Operator = {
  name: 'unwrap a call',
  prior: -0.5,
  changes: ({ nodes }) =>
    nodes
      .filter((node) => calls.has(node.type))
      .flatMap((node) => argumentsOf(node).map((item) => replace(node, item.text))),
};

function argumentsOf(call: Node): Node[] {
  const list = call.childForFieldName('arguments');
  return list && list.type !== 'generator_expression' ? itemsOf(list) : [];
}
