import type { Node } from 'web-tree-sitter';
import { isField, isRead } from './nodes.ts';
import { type Change, type Operator, replace, type Site } from './operator.ts';

/** The statement left out. */
export const removeStatement: Operator = {
  name: 'remove statement',
  prior: -2,
  changes: ({ start, end, dialect }) => [
    { start, end, replacement: dialect === 'python' ? 'pass' : ';' },
  ],
};

/** A way out before the statement: `if not x: return`. */
export const addGuard: Operator = {
  name: 'add guard',
  prior: -2,
  changes: (site) => {
    const python = site.dialect === 'python';
    const exits = exitsOf(site);
    return site.names
      .slice(0, 6)
      .flatMap((name) =>
        exits.map((exit) =>
          before(site, python ? `if not ${name}: ${exit}` : `if (!${name}) ${exit};`),
        ),
      );
  },
};

/** How the function is left elsewhere; else plainly. */
function exitsOf({ scope }: Site): string[] {
  const returns = scope
    .descendantsOfType('return_statement')
    .map((node) => node?.text.replace(/;$/, '') ?? '')
    .filter((text) => text.length > 0 && text.length < 20);
  return [...new Set(['return', ...returns])].slice(0, 4);
}

/** A name set to another one: what a loop forgot to go on with. */
export const addAssignment: Operator = {
  name: 'add assignment',
  prior: -2,
  changes: (site) => {
    const assigned = site.names.filter((name) => isAssigned(site.scope, name));
    const end = site.dialect === 'python' ? '' : ';';
    return assigned.flatMap((target) =>
      site.names
        .filter((value) => value !== target)
        .flatMap((value) => around(site, `${target} = ${value}${end}`)),
    );
  },
};

function isAssigned(scope: Node, name: string): boolean {
  const targets = scope
    .descendantsOfType(['assignment', 'assignment_expression', 'variable_declarator'])
    .map((node) => (node?.childForFieldName('left') ?? node?.childForFieldName('name'))?.text);
  return targets.includes(name);
}

const fillers: Readonly<Record<string, readonly string[]>> = {
  'set()': ['add'],
  '[]': ['append', 'push'],
  'new Set()': ['add'],
};

/** Something put into a container: one that the function makes, or fills elsewhere. */
export const addFilling: Operator = {
  name: 'add to container',
  prior: -1.5,
  changes: (site) => {
    const end = site.dialect === 'python' ? '' : ';';
    return [...containersOf(site)].flatMap((call) =>
      site.names
        .filter((name) => !call.startsWith(`${name}.`))
        .flatMap((name) => around(site, `${call}(${name})${end}`)),
    );
  },
};

function containersOf({ scope, dialect }: Site): Set<string> {
  const found = new Set<string>();
  for (const node of scope.descendantsOfType(['assignment', 'variable_declarator'])) {
    const name = node?.childForFieldName('left') ?? node?.childForFieldName('name');
    const value = node?.childForFieldName('right') ?? node?.childForFieldName('value');
    const ways = fillers[value?.text ?? ''] ?? [];
    const [way] = ways.filter((each) => (dialect === 'python') === (each !== 'push'));
    if (name && (way ?? ways[0])) found.add(`${name.text}.${way ?? ways[0] ?? ''}`);
  }
  for (const node of scope.descendantsOfType(['attribute', 'member_expression'])) {
    if (node && isField(node, 'function') && /\.(add|append|push)$/.test(node.text))
      found.add(node.text);
  }
  return found;
}

/** Something returned in the place of a statement that only computes. */
export const returnIt: Operator = {
  name: 'return it',
  prior: -1.5,
  changes: ({ nodes, start }) =>
    nodes
      .filter((node) => node.type === 'expression_statement' && node.startIndex === start)
      .filter((node) => !/=|^yield\b|^await\b/.test(node.text) && !isRead(node))
      .map((node) => replace(node, `return ${node.text}`)),
};

function before({ start, text }: Site, line: string): Change {
  return { start, end: start, replacement: `${line}\n${indentAt(text, start)}` };
}

/** A line before the statement, and one after it where it stands alone. */
function around(site: Site, line: string): Change[] {
  const { start, end, text } = site;
  const compound = /[:{]\s*$/.test(text.slice(start, end));
  const after = { start: end, end, replacement: `\n${indentAt(text, start)}${line}` };
  return compound ? [before(site, line)] : [before(site, line), after];
}

function indentAt(text: string, at: number): string {
  return /[ \t]*$/.exec(text.slice(0, at))?.[0] ?? '';
}
