import type { Node } from 'web-tree-sitter';
import type { Change, Site } from './operator.ts';
import { replace } from './operator.ts';

/** Expressions of two sides. */
export const binaries = new Set([
  'binary_operator',
  'boolean_operator',
  'comparison_operator',
  'binary_expression',
]);
export const calls = new Set(['call', 'call_expression', 'new_expression']);
export const subscripts = new Set(['subscript', 'subscript_expression']);
export const members = new Set(['attribute', 'member_expression']);

const functions = new Set([
  'function_definition',
  'function_declaration',
  'function_expression',
  'generator_function_declaration',
  'method_definition',
  'arrow_function',
]);

/** The outermost function around a place, or the whole file: closures see what is around them. */
export function scopeAt(root: Node, offset: number): Node {
  let scope = root;
  for (let node = root.descendantForIndex(offset); node; node = node.parent) {
    if (functions.has(node.type)) scope = node;
  }
  return scope;
}

/** The nodes that lie between two offsets, keywords and signs too, outermost first. */
export function nodesWithin(root: Node, start: number, end: number): Node[] {
  const found: Node[] = [];
  const visit = (node: Node) => {
    if (node.startIndex >= start && node.endIndex <= end) found.push(node);
    for (const child of node.children) {
      if (child && child.startIndex < end && child.endIndex > start) visit(child);
    }
  };
  visit(root);
  return found;
}

/** The child of a field, if `node` is that child of its parent. */
export function isField(node: Node, field: string): boolean {
  return node.parent?.childForFieldName(field)?.id === node.id;
}

const binders = new Set([
  'parameters',
  'formal_parameters',
  'default_parameter',
  'typed_parameter',
  'required_parameter',
  'optional_parameter',
  'import_statement',
  'import_from_statement',
  'import_specifier',
  'import_clause',
  'dotted_name',
  'aliased_import',
  'global_statement',
  'nonlocal_statement',
  'pattern_list',
  'list_splat_pattern',
  'array_pattern',
  'type_annotation',
  'type',
]);

/** Is an identifier the name of a value that is read here, no call's, attribute's or binding's? */
export function isRead(node: Node): boolean {
  const { parent } = node;
  if (node.type !== 'identifier' || !parent || binders.has(parent.type)) return false;
  if (members.has(parent.type)) return isField(node, 'object');
  if (
    ['name', 'function', 'constructor', 'parameter', 'left'].some((field) => isField(node, field))
  )
    return binaries.has(parent.type) && isField(node, 'left');
  return true;
}

/** Something that has a value and can be counted with: a name, an item, an attribute, a call. */
export function isOperand(node: Node): boolean {
  if (node.type === 'identifier') return isRead(node);
  const kinds = [calls, subscripts, members];
  if (!kinds.some((kind) => kind.has(node.type))) return false;
  return !isField(node, 'function') && !isField(node, 'object') && !isField(node, 'left');
}

const tight = new Set(['*', '/', '//', '%', '**', '-', '<<', '>>']);

/** An expression in the place of a node, bracketed where its surroundings would tear it apart. */
export function replaceByExpression(node: Node, expression: string): Change {
  const { parent } = node;
  const operator = parent?.childForFieldName('operator')?.type ?? '';
  const torn =
    parent !== null &&
    ((binaries.has(parent.type) && tight.has(operator)) ||
      ['unary_operator', 'unary_expression', 'not_operator'].includes(parent.type) ||
      isField(node, 'object') ||
      (parent.type === 'subscript' && isField(node, 'value')));
  return replace(node, torn ? `(${expression})` : expression);
}

/** The conditions of ifs, loops and choices on the statement's lines, without their brackets. */
export function conditionsOf({ nodes, dialect }: Site): Node[] {
  return nodes.filter((node) => {
    if (node.type === 'parenthesized_expression' && dialect === 'script') return false;
    const inner = node.parent?.type === 'parenthesized_expression' ? node.parent : node;
    return (
      isField(node, 'condition') ||
      (dialect === 'script' && node.isNamed && isField(inner, 'condition'))
    );
  });
}

/** The values that are assigned, returned or yielded on the statement's lines. */
export function resultsOf({ nodes }: Site): Node[] {
  return nodes.filter((node) => {
    const { parent } = node;
    if (!node.isNamed || !parent) return false;
    if (['return_statement', 'yield', 'yield_expression'].includes(parent.type)) return true;
    if (parent.type === 'arrow_function')
      return isField(node, 'body') && node.type !== 'statement_block';
    const assigns = ['assignment', 'assignment_expression'].includes(parent.type);
    return (
      (assigns && isField(node, 'right')) ||
      (parent.type === 'variable_declarator' && isField(node, 'value'))
    );
  });
}

/** The items of a call's arguments, a tuple or an index, as nodes. */
export function itemsOf(node: Node): Node[] {
  const items =
    node.type === 'subscript' ? node.childrenForFieldName('subscript') : node.namedChildren;
  return items.filter((item): item is Node => item !== null && item.type !== 'comment');
}
