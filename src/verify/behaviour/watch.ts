import type { Node } from 'web-tree-sitter';
import type { LanguageName } from '../../base/syntax.ts';
import {
  afterPythonHead,
  afterScriptHead,
  insertAll,
  type Insertion,
} from '../../runner/probes.ts';
import type { Source } from './functions.ts';

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

/** Where a source of JavaScript hands its functions and classes over, exported or not. */
const scriptReach = `globalThis.__reckon_reach__ ??= { functions: new Map(), classes: new Map(),
 classAt(id) { return globalThis.__reckon_reach__.classes.get(id)?.(); },
 classOf(value) { for (const [id, held] of globalThis.__reckon_reach__.classes)
 if (held().prototype === Object.getPrototypeOf(value)) return id; } }; `.replaceAll('\n', '');

/**
 * A source whose functions tell the recorder when they are entered, with what, and when they are
 * left; they do all else as before, in whatever runner, transpiler or module system.
 * `id`: a function's name for the recorder.
 */
export function watchSource(
  text: string,
  language: LanguageName,
  { root, functions }: Source,
  id: (name: string) => string,
): string {
  if (language === 'python') {
    const decorated = functions.map(({ name, node }) => decorate(text, node, id(name)));
    return insertAll(text, [
      { at: afterPythonHead(root), text: `${pythonPrelude}\n` },
      ...decorated,
    ]);
  }
  const prelude = { at: afterScriptHead(root), text: scriptPrelude };
  return insertAll(text, [
    prelude,
    ...functions.flatMap(({ name, node }) => enclose(node, id(name))),
  ]);
}

/**
 * A source whose functions can be called from outside by their ids, whatever it exports. Python's
 * are found by their module; a script hands them over itself.
 */
export function reachSource(
  text: string,
  language: LanguageName,
  { functions }: Source,
  id: (name: string) => string,
): string {
  if (language === 'python') return text;
  const set = (map: string, key: string, held: string) =>
    `globalThis.__reckon_reach__.${map}.set(${JSON.stringify(id(key))}, ${held});`;
  const callable = functions.map(({ name }) =>
    set(
      'functions',
      name,
      `(a, self) => (self === undefined ? ${name}(...a) : ${name}.apply(self, a))`,
    ),
  );
  const owners = functions.flatMap(({ name }) => /^(.+)\.prototype\./.exec(name)?.[1] ?? []);
  const classes = [...new Set(owners)].map((owner) => set('classes', owner, `() => ${owner}`));
  return [uncheckedTypes(text, language), scriptReach, ...callable, ...classes, ''].join('\n');
}

/** Our lines are not written for a type checker that tests may run. */
function uncheckedTypes(text: string, language: LanguageName): string {
  return language === 'javascript' ? text : `// @ts-nocheck\n${text}`;
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
  const given = `${isArrow ? `${parameterList(node)}, undefined` : 'arguments, this'}, globalThis`;
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

/** An expression for what a parameter was given; null where its pattern does not tell. */
function parameterName(parameter: Node | null): string | null {
  const pattern = parameter?.childForFieldName('pattern') ?? parameter;
  const target = pattern?.childForFieldName('left') ?? pattern;
  if (target?.type === 'identifier') return target.text;
  if (target?.type === 'object_pattern') return objectOf(target);
  const isRest = target?.type === 'rest_pattern' && target.namedChildren[0]?.type === 'identifier';
  return isRest ? target.text : null;
}

/** `{ a, b: c, ...rest }` with its defaults left out is also an expression. */
function objectOf(pattern: Node): string | null {
  const members = pattern.namedChildren.map((member) => {
    const target = member?.childForFieldName('left') ?? member;
    if (target?.type === 'shorthand_property_identifier_pattern') return target.text;
    if (target?.type === 'rest_pattern') return parameterName(target);
    const value = parameterName(target?.childForFieldName('value') ?? null);
    return value && `${target?.childForFieldName('key')?.text ?? ''}: ${value}`;
  });
  return members.includes(null) ? null : `({ ${members.join(', ')} })`;
}
