import type { Node, Tree } from 'web-tree-sitter';

/** A planted defect: one node of the tree replaced, on one line. */
export interface Mutation {
  readonly kind: string;
  /** Offsets of what is replaced, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a rule may put in the place of a node: several texts, or none where it does not apply. */
type Rule = (node: Node) => readonly string[];

const comparisons: Record<string, string> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
const boundaries: Record<string, string> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };
const equalities: Record<string, string> = { '===': '!==', '!==': '===', '==': '!=', '!=': '==' };
const operators: Record<string, string> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '/',
  '&&': '||',
  '||': '&&',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
};

/** Replaces the operator of an expression by what the table says. */
function swapOperator(table: Record<string, string>): Rule {
  return (node) => {
    const operator = node.childForFieldName('operator');
    const other = table[operator?.text ?? ''];
    if (!operator || other === undefined) return [];
    const at = operator.startIndex - node.startIndex;
    return [node.text.slice(0, at) + other + node.text.slice(at + operator.text.length)];
  };
}

const offByOne: Rule = (node) => {
  if (node.type !== 'number' || !/^\d+$/.test(node.text)) return [];
  const value = Number(node.text);
  return value > 0 ? [String(value + 1), String(value - 1)] : [String(value + 1)];
};

const wrongConstant: Rule = (node) => {
  if (node.type === 'true') return ['false'];
  if (node.type === 'false') return ['true'];
  if (node.type === 'number' && /^[1-9]\d+$/.test(node.text)) return [`${node.text}0`];
  const text = node.type === 'string' && node.parent?.type !== 'import_statement';
  if (text && node.namedChildCount > 0) return ["''"];
  return [];
};

const negatedCondition: Rule = (node) => {
  const parent = node.parent;
  if (!parent?.childForFieldName('condition')?.equals(node)) return [];
  if (parent.type === 'ternary_expression') return [`!(${node.text})`];
  return node.type === 'parenthesized_expression' ? [`(!${node.text})`] : [];
};

const missingReturnValue: Rule = (node) => {
  if (node.type !== 'return_statement' || node.namedChildCount === 0) return [];
  return [node.text.endsWith(';') ? 'return;' : 'return'];
};

const swappedArguments: Rule = (node) => {
  const [first, second] = node.namedChildren;
  if (node.type !== 'arguments' || !first || !second || first.text === second.text) return [];
  const at = (offset: number) => offset - node.startIndex;
  const between = node.text.slice(at(first.endIndex), at(second.startIndex));
  const rest = node.text.slice(at(second.endIndex));
  return [`(${second.text}${between}${first.text}${rest}`];
};

const functionTypes = new Set([
  'function_declaration',
  'function_expression',
  'arrow_function',
  'method_definition',
]);

/** Every other name that the enclosing function declares, for the use of one of them. */
const wrongName: Rule = (node) => {
  if (node.type !== 'identifier' || isDeclaration(node)) return [];
  let scope = node.parent;
  while (scope && !functionTypes.has(scope.type)) scope = scope.parent;
  if (!scope) return [];
  const names = new Set(
    scope
      .descendantsOfType('identifier')
      .flatMap((each) => (each && isDeclaration(each) ? each.text : [])),
  );
  return names.delete(node.text) ? [...names] : [];
};

const declaring = new Set([
  'variable_declarator',
  'formal_parameters',
  'required_parameter',
  'optional_parameter',
  'array_pattern',
  'rest_pattern',
]);

function isDeclaration(identifier: Node): boolean {
  const parent = identifier.parent;
  if (!parent) return false;
  if (parent.type === 'variable_declarator')
    return parent.childForFieldName('name')?.equals(identifier) === true;
  if (parent.type === 'arrow_function')
    return parent.childForFieldName('parameter')?.equals(identifier) === true;
  return declaring.has(parent.type);
}

/** Every kind of planted defect. The order is part of the draw: append, never reorder. */
const rules: readonly (readonly [kind: string, rule: Rule])[] = [
  ['comparison-swapped', swapOperator(comparisons)],
  ['wrong-boundary', swapOperator(boundaries)],
  ['equality-negated', swapOperator(equalities)],
  ['wrong-operator', swapOperator(operators)],
  ['off-by-one', offByOne],
  ['wrong-constant', wrongConstant],
  ['negated-condition', negatedCondition],
  ['missing-return-value', missingReturnValue],
  ['swapped-arguments', swappedArguments],
  ['wrong-name', wrongName],
];

/** All defects that can be planted in a JavaScript or TypeScript file, by kind, in file order. */
export function mutations(tree: Tree): Map<string, readonly Mutation[]> {
  const nodes = [...named(tree.rootNode)];
  const found = rules.map(([kind, rule]) => {
    const planted = nodes.flatMap((node) =>
      node.startPosition.row === node.endPosition.row
        ? rule(node).map((text) => ({ kind, start: node.startIndex, end: node.endIndex, text }))
        : [],
    );
    return [kind, planted] as const;
  });
  return new Map(found.filter(([, planted]) => planted.length > 0));
}

function* named(node: Node): Generator<Node> {
  yield node;
  for (const child of node.namedChildren) if (child) yield* named(child);
}
