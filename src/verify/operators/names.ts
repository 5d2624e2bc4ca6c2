import type { Node } from 'web-tree-sitter';
import { isField, isRead, members } from './nodes.ts';
import { type Change, type Operator, replace } from './operator.ts';

/** Names farther away than this many others are left out. */
const mostNames = 12;
const selves = new Set(['self', 'this']);

/**
 * Names that hold values in `scope`, and the own attributes of objects, nearest to `offset` first:
 * what a statement there could have meant instead.
 */
export function namesIn(scope: Node, offset: number): string[] {
  const nearest = new Map<string, number>();
  const note = (node: Node) => {
    const distance = Math.abs(node.startIndex - offset);
    const known = nearest.get(node.text) ?? Infinity;
    if (distance < known) nearest.set(node.text, distance);
  };
  for (const node of scope.descendantsOfType([
    'identifier',
    ...members,
    'shorthand_property_identifier_pattern',
  ])) {
    if (node && (isRead(node) || isTarget(node) || isOwnAttribute(node))) note(node);
  }
  for (const self of selves) nearest.delete(self);
  return [...nearest]
    .sort(([, a], [, b]) => a - b)
    .map(([name]) => name)
    .slice(0, mostNames);
}

const targets = new Set([
  'parameters',
  'formal_parameters',
  'required_parameter',
  'default_parameter',
  'typed_parameter',
  'pattern_list',
  'array_pattern',
  'list_splat_pattern',
]);

function isTarget(node: Node): boolean {
  const { parent } = node;
  if (node.type === 'shorthand_property_identifier_pattern') return true;
  if (node.type !== 'identifier' || !parent) return false;
  if (targets.has(parent.type)) return true;
  const declared = parent.type === 'variable_declarator' && isField(node, 'name');
  return declared || isField(node, 'left') || isField(node, 'parameter');
}

function isOwnAttribute(node: Node): boolean {
  const owner = node.childForFieldName('object')?.text ?? '';
  return members.has(node.type) && selves.has(owner) && !isField(node, 'function');
}

/** Another name in scope in a name's place. */
export const anotherName: Operator = {
  name: 'another name',
  prior: -0.5,
  changes: ({ nodes, names }) =>
    nodes
      .filter((node) => isRead(node) || isOwnAttribute(node))
      .flatMap((node) =>
        names.filter((name) => name !== node.text).map((name) => replace(node, name)),
      ),
};

const constants = new Set(['integer', 'number', 'true', 'false', 'none', 'null', 'undefined']);

/** A name in scope in a constant's place. */
export const nameForConstant: Operator = {
  name: 'a name for a constant',
  prior: -1,
  changes: ({ nodes, names }) =>
    nodes
      .filter((node) => constants.has(node.type))
      .flatMap((node) => names.map((name) => replace(node, name))),
};

/** Attributes that the file uses, in the place of another one. */
export const anotherAttribute: Operator = {
  name: 'another attribute',
  prior: -0.5,
  changes: ({ nodes, root }) => {
    const seen = new Set(
      root.descendantsOfType([...members]).map((member) => propertyOf(member)?.text ?? ''),
    );
    return nodes
      .filter((node) => members.has(node.type))
      .flatMap((member): Change[] => {
        const property = propertyOf(member);
        if (!property) return [];
        const others = [...seen].filter((name) => name !== '' && name !== property.text);
        return others.slice(0, 2 * mostNames).map((name) => replace(property, name));
      });
  },
};

function propertyOf(member: Node | null): Node | null {
  return member?.childForFieldName('attribute') ?? member?.childForFieldName('property') ?? null;
}
