import type { Node } from 'web-tree-sitter';
import type { LanguageName } from '../../base/syntax.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A named function or class in a source text. */
export interface Definition {
  readonly name: string;
  /** What tells accessors of one name apart: decorators in Python, `get`, `set`, `static` in JS. */
  readonly mark: string;
  /** A JavaScript class member, which is no statement. */
  readonly member: boolean;
  /** Stands at the top of the file. */
  readonly top: boolean;
  /** The definition alone. */
  readonly inner: Span;
  /** With its decorators (Python) or its `export`. */
  readonly outer: Span;
}

const named = new Set([
  'function_definition',
  'class_definition',
  'function_declaration',
  'generator_function_declaration',
  'class_declaration',
  'abstract_class_declaration',
]);
const members = new Set(['method_definition', 'field_definition', 'public_field_definition']);
const functionValues = new Set(['arrow_function', 'function_expression', 'generator_function']);

/** Can lone functions of this language be put in their places? */
export function knowsDefinitions(language: LanguageName | null): language is LanguageName {
  return language !== null && ['python', 'javascript', 'typescript', 'tsx'].includes(language);
}

/** Functions, methods and classes of a syntax tree, those inside functions left out. */
export function definitionsOf(root: Node): Definition[] {
  const found: Definition[] = [];
  const visit = (node: Node, outer: Node | null) => {
    const definition = asDefinition(node, outer);
    if (definition) {
      found.push(definition);
      if (!node.type.includes('class')) return;
    }
    if (functionValues.has(node.type)) return;
    const wraps = node.type === 'decorated_definition' || node.type === 'export_statement';
    for (const child of node.namedChildren) if (child) visit(child, wraps ? node : null);
  };
  visit(root, null);
  return found;
}

function asDefinition(node: Node, outer: Node | null): Definition | null {
  const name = nameOf(node);
  if (!name) return null;
  const whole = outer ?? node;
  return {
    name: name.text,
    mark: markOf(node, outer, name),
    member: members.has(node.type),
    top: whole.parent?.parent === null,
    inner: { start: node.startIndex, end: node.endIndex },
    outer: { start: whole.startIndex, end: whole.endIndex },
  };
}

function nameOf(node: Node): Node | null {
  if (named.has(node.type) || node.type === 'method_definition') {
    return node.childForFieldName('name');
  }
  if (members.has(node.type)) {
    const name = node.childForFieldName('name') ?? node.childForFieldName('property');
    return holdsFunction(node) ? name : null;
  }
  if (node.type !== 'lexical_declaration' && node.type !== 'variable_declaration') return null;
  const declarators = node.namedChildren.filter((child) => child?.type === 'variable_declarator');
  const only = declarators.length === 1 ? declarators[0] : null;
  return only && holdsFunction(only) ? only.childForFieldName('name') : null;
}

function holdsFunction(node: Node): boolean {
  return functionValues.has(node.childForFieldName('value')?.type ?? '');
}

function markOf(node: Node, outer: Node | null, name: Node): string {
  if (outer?.type === 'decorated_definition') {
    const decorators = outer.namedChildren.filter((child) => child?.type === 'decorator');
    return decorators.map((decorator) => decorator?.text ?? '').join('\n');
  }
  if (!members.has(node.type)) return '';
  const before = node.text.slice(0, name.startIndex - node.startIndex);
  return (before.match(/\b(?:get|set|static)\b/g) ?? []).join(' ');
}

/**
 * The definitions of a text that holds nothing else but comments. Null for any other text, and for
 * one that does not parse.
 */
export function onlyDefinitions(root: Node): Definition[] | null {
  if (root.hasError) return null;
  const found = definitionsOf(root);
  const statements = root.namedChildren.filter((child) => child && child.type !== 'comment');
  const starts = new Set(found.map((definition) => definition.outer.start));
  const alone =
    statements.length > 0 && statements.every((node) => starts.has(node?.startIndex ?? -1));
  return alone ? found.filter((definition) => definition.top) : null;
}

/**
 * Rows of a text that begin inside a string: moving them would change what the program says. A
 * Python docstring is none, for its margin is dropped by its readers.
 */
export function stringRows(root: Node): Set<number> {
  const rows = new Set<number>();
  for (const node of root.descendantsOfType(['string', 'template_string'])) {
    if (!node || (node.type === 'string' && node.parent?.type === 'expression_statement')) continue;
    for (let row = node.startPosition.row + 1; row <= node.endPosition.row; row++) rows.add(row);
  }
  return rows;
}
