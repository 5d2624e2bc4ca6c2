import type { Node } from 'web-tree-sitter';
import type { LanguageName } from '../../base/syntax.ts';

/** A function that the code of its own module reaches by a name. */
export interface FoundFunction {
  /** As the module writes it: `parse`, `Box.grow`, `exports.parse`, `Box.prototype.grow`. */
  readonly name: string;
  readonly node: Node;
}

/** The functions at the top of a source and in its classes, in order; null for other languages. */
export function functionsOf(language: LanguageName, root: Node): FoundFunction[] | null {
  if (language === 'python') return pythonFunctions(root, '');
  const isScript = language === 'javascript' || language === 'typescript' || language === 'tsx';
  return isScript ? childrenOf(root).flatMap(scriptFunctions) : null;
}

/** A parsed source and its functions. */
export interface Source {
  readonly root: Node;
  readonly functions: readonly FoundFunction[];
}

/**
 * Names of the functions that differ between two versions of a source, `'*'` among them where
 * something outside of functions does: then it may be any.
 */
export function changedFunctions(before: Source, after: Source): Set<string> {
  const [old, now] = [textsOf(before), textsOf(after)];
  const names = new Set([...old.keys(), ...now.keys()]);
  const changed = [...names].filter((name) => old.get(name) !== now.get(name));
  return new Set(remainder(before) === remainder(after) ? changed : [...changed, '*']);
}

function textsOf({ functions }: Source): Map<string, string> {
  return new Map(functions.map(({ name, node }) => [name, node.text]));
}

/** The source without its functions, and without white space. */
function remainder({ root, functions }: Source): string {
  let text = '';
  let done = 0;
  for (const { node } of functions) {
    text += root.text.slice(done, node.startIndex);
    done = Math.max(done, node.endIndex);
  }
  return (text + root.text.slice(done)).replace(/\s+/g, '');
}

function childrenOf(node: Node): Node[] {
  return node.namedChildren.filter((child) => child !== null);
}

function pythonFunctions(block: Node, prefix: string): FoundFunction[] {
  return childrenOf(block).flatMap((child) => {
    const isDecorated = child.type === 'decorated_definition';
    const node = isDecorated ? child.childForFieldName('definition') : child;
    const name = node?.childForFieldName('name')?.text;
    const body = node?.childForFieldName('body');
    if (!node || name === undefined || !body) return [];
    if (node.type === 'class_definition') return pythonFunctions(body, `${prefix}${name}.`);
    return node.type === 'function_definition' ? [{ name: prefix + name, node }] : [];
  });
}

const scriptValues = new Set(['function_expression', 'arrow_function', 'generator_function']);

function scriptFunctions(statement: Node): FoundFunction[] {
  switch (statement.type) {
    case 'export_statement': {
      const declared = statement.childForFieldName('declaration');
      return declared ? scriptFunctions(declared) : [];
    }
    case 'function_declaration':
    case 'generator_function_declaration':
      return [{ name: statement.childForFieldName('name')?.text ?? '', node: statement }];
    case 'class_declaration':
    case 'abstract_class_declaration':
      return methodsOf(statement);
    case 'lexical_declaration':
    case 'variable_declaration':
      return childrenOf(statement).flatMap((declarator) =>
        boundTo(declarator.childForFieldName('name'), declarator.childForFieldName('value')),
      );
    case 'expression_statement': {
      const expression = statement.namedChildren[0];
      if (expression?.type !== 'assignment_expression') return [];
      const right = expression.childForFieldName('right');
      return boundTo(expression.childForFieldName('left'), right);
    }
    default:
      return [];
  }
}

/** What a name or a member stands for: a function, or an object with functions. */
function boundTo(target: Node | null, value: Node | null): FoundFunction[] {
  if (!target || !value || !/^[\w$]+(\.[\w$]+)*$/.test(target.text)) return [];
  if (value.type === 'assignment_expression') {
    return boundTo(target, value.childForFieldName('right'));
  }
  if (value.type === 'object') return membersOf(target.text, value);
  return scriptValues.has(value.type) ? [{ name: target.text, node: value }] : [];
}

function membersOf(owner: string, object: Node): FoundFunction[] {
  return childrenOf(object).flatMap((member) => {
    const isPair = member.type === 'pair';
    const name = member.childForFieldName(isPair ? 'key' : 'name');
    const node = isPair ? member.childForFieldName('value') : member;
    const isFunction = isPair ? scriptValues.has(node?.type ?? '') : isMethod(member);
    if (name?.type !== 'property_identifier' || !node || !isFunction) return [];
    return [{ name: `${owner}.${name.text}`, node }];
  });
}

function methodsOf(declaration: Node): FoundFunction[] {
  const owner = declaration.childForFieldName('name')?.text ?? '';
  const body = declaration.childForFieldName('body');
  return (body ? childrenOf(body) : []).flatMap((member) => {
    const name = member.childForFieldName('name');
    if (name?.type !== 'property_identifier' || !isMethod(member)) return [];
    const isStatic = member.children.some((child) => child?.type === 'static');
    return [{ name: `${owner}.${isStatic ? '' : 'prototype.'}${name.text}`, node: member }];
  });
}

/** A method that can be called as a function: no constructor, getter or setter. */
function isMethod(member: Node): boolean {
  if (member.type !== 'method_definition') return false;
  const isAccessor = member.children.some(
    (child) => child?.type === 'get' || child?.type === 'set',
  );
  return !isAccessor && member.childForFieldName('name')?.text !== 'constructor';
}
