import { conditionsOf, isRead } from './nodes.ts';
import { type Change, type Operator, replace } from './operator.ts';

/** A condition turned round, or a `not` taken away. */
export const negate: Operator = {
  name: 'negate',
  prior: -0.5,
  changes: (site) => {
    const not = site.dialect === 'python' ? 'not ' : '!';
    const turned = conditionsOf(site).map((node) => {
      const simple = ['identifier', 'call', 'call_expression', 'attribute', 'member_expression'];
      const plain = simple.includes(node.type);
      return replace(node, plain ? `${not}${node.text}` : `${not}(${node.text})`);
    });
    const freed = site.nodes.flatMap((node): Change[] => {
      const negated =
        node.type === 'not_operator' ||
        (node.type === 'unary_expression' && node.text.startsWith('!'));
      const argument = node.childForFieldName('argument');
      return negated && argument ? [replace(node, argument.text)] : [];
    });
    const read = site.nodes.filter((node) => isRead(node) && isLogical(node.parent?.type ?? ''));
    return [...turned, ...freed, ...read.map((node) => replace(node, not + node.text))];
  },
};

function isLogical(type: string): boolean {
  return type === 'boolean_operator' || type === 'if_clause';
}

/** One more case in a condition: `a` -> `a or not b`. */
export const extendCondition: Operator = {
  name: 'extend condition',
  prior: -1,
  changes: (site) => {
    const { names, dialect } = site;
    const python = dialect === 'python';
    const [and, or, not] = python ? ['and', 'or', 'not '] : ['&&', '||', '!'];
    return conditionsOf(site).flatMap((node) =>
      names.flatMap((name) => {
        const missing = python ? `${name} is None` : `${name} == null`;
        return [
          ...[name, not + name].flatMap((part) => [
            replace(node, `${node.text} ${and} ${part}`),
            replace(node, `${node.text} ${or} ${part}`),
          ]),
          replace(node, `${missing} ${or} ${node.text}`),
          replace(node, `${name} ${and} ${node.text}`),
        ];
      }),
    );
  },
};

/** `true` or `false` that depends on a name instead: `return True` -> `return depth == 0`. */
export const testForBoolean: Operator = {
  name: 'a test for a constant',
  prior: -0.7,
  changes: ({ nodes, names, dialect }) => {
    const python = dialect === 'python';
    const tests = (name: string) =>
      python
        ? [`${name} == 0`, `not ${name}`, `${name} is not None`, `len(${name}) == 0`]
        : [`${name} === 0`, `!${name}`, `${name} !== undefined`, `${name}.length === 0`];
    return nodes
      .filter(({ type }) => type === 'true' || type === 'false')
      .flatMap((node) => [
        replace(node, opposite(node.text)),
        ...names.flatMap((name) => tests(name).map((test) => replace(node, test))),
      ]);
  },
};

const opposites: Readonly<Record<string, string>> = {
  True: 'False',
  False: 'True',
  true: 'false',
  false: 'true',
};

function opposite(constant: string): string {
  return opposites[constant] ?? constant;
}
