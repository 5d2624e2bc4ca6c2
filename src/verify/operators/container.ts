import { isRead, subscripts } from './nodes.ts';
import { type Change, type Operator, replace } from './operator.ts';

/** An empty list, filled: `[]` -> `[n]`. */
export const fillList: Operator = {
  name: 'fill list',
  prior: -0.5,
  changes: ({ nodes, names }) =>
    nodes
      .filter(
        ({ type, namedChildCount }) => ['list', 'array'].includes(type) && namedChildCount === 0,
      )
      .flatMap((node) => ['[]', '0', '1', ...names].map((item) => replace(node, `[${item}]`))),
};

/** A list for what it holds, and the other way round: `[x]` -> `x`. */
export const unpackList: Operator = {
  name: 'list or item',
  prior: -1,
  changes: ({ nodes }) =>
    nodes.flatMap((node): Change[] => {
      const [item, ...more] = node.namedChildren;
      const list = ['list', 'array'].includes(node.type);
      if (list && item && more.length === 0) return [replace(node, item.text)];
      return isRead(node) ? [replace(node, `[${node.text}]`)] : [];
    }),
};

/** A part of a sequence for all of it, or all for a part: `b` -> `b[1:]`. */
export const slice: Operator = {
  name: 'slice',
  prior: -0.3,
  changes: ({ nodes, names, dialect }) => {
    const bounds = ['1', ...names];
    const parts =
      dialect === 'python'
        ? ['[:-1]', '[::-1]', ...bounds.flatMap((at) => [`[${at}:]`, `[:${at}]`])]
        : ['.slice(0, -1)', ...bounds.flatMap((at) => [`.slice(${at})`, `.slice(0, ${at})`])];
    return nodes.flatMap((node): Change[] => {
      if (isRead(node)) {
        const own = (part: string) => !part.includes(node.text);
        return parts.filter(own).map((part) => replace(node, node.text + part));
      }
      const sliced = node.childForFieldName(node.type === 'subscript' ? 'value' : 'object');
      return subscripts.has(node.type) && sliced ? [replace(node, sliced.text)] : [];
    });
  },
};

const groups: readonly (readonly string[])[] = [
  ['any', 'all'],
  ['some', 'every', 'includes', 'find', 'filter'],
  ['min', 'max'],
  ['append', 'extend', 'add', 'insert', 'update', 'remove', 'appendleft'],
  ['push', 'unshift', 'concat', 'add'],
  ['pop', 'popleft', 'shift'],
  ['floor', 'ceil', 'round', 'trunc'],
  ['sorted', 'reversed', 'list', 'set', 'tuple', 'deque', 'dict'],
  ['keys', 'values', 'items', 'entries'],
  ['issubset', 'issuperset', 'intersection', 'union', 'difference'],
  ['startsWith', 'endsWith'],
  ['startswith', 'endswith'],
  ['toUpperCase', 'toLowerCase'],
  ['upper', 'lower'],
  ['indexOf', 'lastIndexOf'],
  ['find', 'rfind', 'index'],
  ['strip', 'lstrip', 'rstrip'],
  ['slice', 'splice', 'substring', 'substr'],
  ['padStart', 'padEnd'],
  ['match', 'search', 'fullmatch'],
  ['test', 'match', 'exec'],
  ['map', 'flatMap', 'forEach', 'filter'],
  ['reduce', 'reduceRight'],
  ['heappush', 'heappop', 'heappushpop', 'heapreplace'],
  ['Set', 'Map', 'Array', 'Object'],
  ['of', 'in'],
];

/** A kindred function or container: any for all, append for extend, a set for a list. */
export const anotherFunction: Operator = {
  name: 'another function',
  prior: 0,
  changes: ({ nodes }) =>
    nodes
      .filter(({ type }) => ['identifier', 'property_identifier', 'of', 'in'].includes(type))
      .filter(
        ({ type, parent }) => type.endsWith('identifier') || parent?.type === 'for_in_statement',
      )
      .flatMap((node) =>
        groups
          .filter((group) => group.includes(node.text))
          .flatMap((group) => group.filter((name) => name !== node.text))
          .map((name) => replace(node, name)),
      ),
};

/** A call that changes an object for an assignment to it: `a.update(b)` -> `a = b`. */
export const assignForUpdate: Operator = {
  name: 'assign instead',
  prior: -1,
  changes: ({ nodes }) =>
    nodes
      .filter(
        ({ type, parent }) =>
          ['call', 'call_expression'].includes(type) && parent?.type === 'expression_statement',
      )
      .flatMap((node) => {
        const target = node.childForFieldName('function')?.childForFieldName('object');
        const [value, ...more] = node.childForFieldName('arguments')?.namedChildren ?? [];
        if (!target || !value || more.length > 0) return [];
        return ['=', '+='].map((sign) => replace(node, `${target.text} ${sign} ${value.text}`));
      }),
};
