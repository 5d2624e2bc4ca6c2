import type { Node } from 'web-tree-sitter';
import type { LanguageName } from '../base/syntax.ts';

/** A statement that can be suspected, and the lines that it stands on (from 0, both included). */
export interface Statement {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** A source text with a probe before each statement: probe `first + i` belongs to `statements[i]`. */
export interface Probed {
  readonly text: string;
  readonly statements: readonly Statement[];
}

/** The environment variable that names the file to which probes write their numbers. */
export const probeLog = 'RECKON_PROBES';

interface Dialect {
  /** Statements that take a probe. */
  readonly statements: ReadonlySet<string>;
  /** Defines the probe. */
  readonly prelude: (tree: Node) => Insertion;
  /** Empty where no probe can stand. `indent`: the white space before the statement. */
  readonly insert: (statement: Node, probe: number, indent: string) => Insertion[];
}

/** A text to put into a source, before the code unit `at`. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * Puts a probe before every statement of a source, so that one run tells which statements the tests
 * execute, whatever runner, transpiler or module system runs them. Each probe writes its number
 * once a process. Null for languages without a dialect.
 */
export function probeSource(
  path: string,
  text: string,
  language: LanguageName,
  tree: Node,
  first: number,
): Probed | null {
  const dialect = dialects[language];
  if (!dialect) return null;
  const statements: Statement[] = [];
  const insertions: Insertion[] = [];
  for (const node of tree.descendantsOfType([...dialect.statements])) {
    if (!node || node.hasError || isText(node)) continue;
    const lineStart = text.lastIndexOf('\n', node.startIndex - 1) + 1;
    const indent = /^[ \t]*/.exec(text.slice(lineStart, node.startIndex))?.[0] ?? '';
    const added = dialect.insert(node, first + statements.length, indent);
    if (added.length === 0) continue;
    insertions.push(...added);
    statements.push({ path, startLine: node.startPosition.row, endLine: lastOwnLine(node) });
  }
  return { text: insertAll(text, [dialect.prelude(tree), ...insertions]), statements };
}

/**
 * A statement is suspected for its head: the blocks of a compound one, and of functions inside it,
 * hold statements of their own.
 */
function lastOwnLine(node: Node): number {
  const [block] = node.descendantsOfType(blocks);
  if (!block) return node.endPosition.row;
  return Math.max(
    node.startPosition.row,
    block.startPosition.row - (block.type === 'block' ? 1 : 0),
  );
}

const blocks = ['block', 'statement_block', 'switch_body', 'class_body'];

/** Docstrings and directives must stay first in their block. */
function isText(node: Node): boolean {
  const only = node.type === 'expression_statement' ? node.namedChildren[0] : null;
  return only?.type === 'string' || only?.type === 'concatenated_string';
}

/** The text with all insertions made; of two at one place the earlier in the list comes first. */
export function insertAll(text: string, insertions: readonly Insertion[]): string {
  const sorted = insertions.map((item, order) => ({ ...item, order }));
  sorted.sort((a, b) => a.at - b.at || a.order - b.order);
  let out = '';
  let done = 0;
  for (const { at, text: added } of sorted) {
    out += text.slice(done, at) + added;
    done = at;
  }
  return out + text.slice(done);
}

// ---- Python ----

const pythonSimple = [
  'expression_statement',
  'return_statement',
  'raise_statement',
  'assert_statement',
  'delete_statement',
  'pass_statement',
  'break_statement',
  'continue_statement',
];
const pythonCompound = [
  'if_statement',
  'for_statement',
  'while_statement',
  'with_statement',
  'try_statement',
  'match_statement',
];

const pythonPrelude = `
def __reckon__(probe, seen=set()):
    if probe not in seen:
        seen.add(probe)
        import os
        log = os.environ.get('${probeLog}')
        if log:
            with open(log, 'a') as out:
                out.write('%d\\n' % probe)
`;

const python: Dialect = {
  statements: new Set([...pythonSimple, ...pythonCompound]),
  prelude: (tree) => ({ at: afterPythonHead(tree), text: `${pythonPrelude}\n` }),
  insert: (node, probe, indent) => {
    const call = `__reckon__(${probe})`;
    const separator = pythonCompound.includes(node.type) ? `\n${indent}` : '; ';
    return [{ at: node.startIndex, text: call + separator }];
  },
};

/** Where code of ours may start: after the docstring and `from __future__` imports. */
export function afterPythonHead(tree: Node): number {
  let at = 0;
  for (const child of tree.namedChildren) {
    if (!child) continue;
    const head =
      child.type === 'comment' || child.type === 'future_import_statement' || isText(child);
    if (!head) break;
    at = child.endIndex;
  }
  return at;
}

// ---- JavaScript and TypeScript ----

const scriptStatements = [
  'expression_statement',
  'lexical_declaration',
  'variable_declaration',
  'return_statement',
  'throw_statement',
  'if_statement',
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
  'switch_statement',
  'try_statement',
  'break_statement',
  'continue_statement',
  'arrow_function',
];

const scriptPrelude = `globalThis.__reckon__ ??= ((seen) => (probe) => {
  if (seen.has(probe)) return;
  seen.add(probe);
  const log = process.env.${probeLog};
  if (log) process.getBuiltinModule('node:fs').appendFileSync(log, probe + '\\n');
})(new Set());
`;

const script: Dialect = {
  statements: new Set(scriptStatements),
  prelude: (tree) => ({ at: afterScriptHead(tree), text: scriptPrelude.replaceAll('\n', ' ') }),
  insert: (node, probe) => {
    const call = `globalThis.__reckon__(${probe})`;
    const parent = node.parent;
    if (node.type === 'arrow_function') {
      const body = node.childForFieldName('body');
      return body && body.type !== 'statement_block' ? around(body, `(${call}, `, ')') : [];
    }
    if (!parent) return [];
    if (parent.type === 'export_statement') return [{ at: parent.startIndex, text: `${call};` }];
    if (scriptLists.has(parent.type)) return [{ at: node.startIndex, text: `${call};` }];
    // The lone statement of an if, a loop or an else: it needs braces.
    const lone =
      scriptLone.has(parent.type) ||
      (scriptLoops.has(parent.type) && parent.childForFieldName('body')?.id === node.id);
    return lone ? around(node, `{${call};`, '}') : [];
  },
};

function around(node: Node, before: string, after: string): Insertion[] {
  return [
    { at: node.startIndex, text: before },
    { at: node.endIndex, text: after },
  ];
}

const scriptLists = new Set(['program', 'statement_block', 'switch_case', 'switch_default']);
const scriptLone = new Set(['if_statement', 'else_clause']);
const scriptLoops = new Set([
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
]);

/** Where code of ours may start: after `#!`. */
export function afterScriptHead(tree: Node): number {
  const first = tree.namedChildren[0];
  return first?.type === 'hash_bang_line' ? first.endIndex + 1 : 0;
}

const dialects: Partial<Record<LanguageName, Dialect>> = {
  python,
  javascript: script,
  typescript: script,
  tsx: script,
};
