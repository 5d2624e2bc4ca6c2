import type { Node } from 'web-tree-sitter';
import type { LanguageName } from '../../base/syntax.ts';
import {
  afterPythonHead,
  afterScriptHead,
  insertAll,
  type Insertion,
} from '../../runner/probes.ts';
import type { FoundFunction } from './functions.ts';

/** The environment variable that names the folder of the recorder and of what it records. */
export const behaviourFolder = 'RECKON_BEHAVIOUR';

/** What a recorder of ours is called in the exchange folder. */
export const recorderNames = { python: 'reckon_recorder.py', script: 'reckon_recorder.cjs' };

const pythonPrelude = `
def __reckon__(id):
    import os, sys
    if "reckon_recorder" not in sys.modules:
        if "${behaviourFolder}" not in os.environ:
            return lambda function: function
        import importlib.util
        path = os.path.join(os.environ["${behaviourFolder}"], "${recorderNames.python}")
        spec = importlib.util.spec_from_file_location("reckon_recorder", path)
        sys.modules["reckon_recorder"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["reckon_recorder"])
    return sys.modules["reckon_recorder"].watch(id)
`;

const scriptPrelude = `globalThis.__reckon__ ??= process.env.${behaviourFolder}
 ? process.getBuiltinModule('node:module').createRequire(process.env.${behaviourFolder} + '/')('./${recorderNames.script}')
 : { enter: () => null, leave: () => {} }; `.replaceAll('\n', '');

/**
 * A source whose functions tell the recorder when they are entered, with what, and when they are
 * left; they do all else as before, in whatever runner, transpiler or module system.
 * `id`: a function's name for the recorder.
 */
export function watchSource(
  text: string,
  language: LanguageName,
  root: Node,
  functions: readonly FoundFunction[],
  id: (name: string) => string,
): string {
  if (language === 'python') {
    const decorated = functions.map(({ name, node }) => decorate(text, node, id(name)));
    return insertAll(text, [
      { at: afterPythonHead(root), text: `${pythonPrelude}\n` },
      ...decorated,
    ]);
  }
  const unchecked = language === 'javascript' ? '' : '// @ts-nocheck\n';
  const prelude = { at: afterScriptHead(root), text: unchecked + scriptPrelude };
  return insertAll(text, [
    prelude,
    ...functions.flatMap(({ name, node }) => enclose(node, id(name))),
  ]);
}

function decorate(text: string, node: Node, id: string): Insertion {
  const lineStart = text.lastIndexOf('\n', node.startIndex - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, node.startIndex))?.[0] ?? '';
  return { at: node.startIndex, text: `@__reckon__(${JSON.stringify(id)})\n${indent}` };
}

const call = '__reckon_call__';

function enclose(node: Node, id: string): Insertion[] {
  const body = node.childForFieldName('body');
  if (!body) return [];
  const isArrow = node.type === 'arrow_function';
  const given = isArrow ? `${parameterList(node)}, undefined` : 'arguments, this';
  const enter = `const ${call} = globalThis.__reckon__.enter(${JSON.stringify(id)}, ${given}); try {`;
  const leave = `} finally { globalThis.__reckon__.leave(${call}); }`;
  if (body.type !== 'statement_block') {
    return [
      { at: body.startIndex, text: `{ ${enter} return (` },
      { at: body.endIndex, text: `); ${leave} }` },
    ];
  }
  return [
    { at: afterDirectives(body), text: ` ${enter} ` },
    { at: body.endIndex - 1, text: ` ${leave} ` },
  ];
}

/** Directives such as 'use strict' must stay first in their function. */
function afterDirectives(body: Node): number {
  let at = body.startIndex + 1;
  for (const statement of body.namedChildren) {
    const isDirective =
      statement?.type === 'expression_statement' && statement.namedChildren[0]?.type === 'string';
    if (!statement || !isDirective) break;
    at = statement.endIndex;
  }
  return at;
}

/** An arrow function has no `arguments`: its parameters, as an array; null where they are patterns. */
function parameterList(node: Node): string {
  const single = node.childForFieldName('parameter');
  if (single) return `[${single.text}]`;
  const names = (node.childForFieldName('parameters')?.namedChildren ?? []).map((parameter) =>
    parameterName(parameter),
  );
  return names.includes(null) ? 'null' : `[${names.join(', ')}]`;
}

function parameterName(parameter: Node | null): string | null {
  const pattern = parameter?.childForFieldName('pattern') ?? parameter;
  const target = pattern?.childForFieldName('left') ?? pattern;
  if (target?.type === 'identifier') return target.text;
  const isRest = target?.type === 'rest_pattern' && target.namedChildren[0]?.type === 'identifier';
  return isRest ? target.text : null;
}
