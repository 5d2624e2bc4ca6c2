import type { Node } from 'web-tree-sitter';
import type { Syntax } from '../base/syntax.ts';
import type { SourceFile, TestPlace } from './runner.ts';

/** The tests of a Python file: `test*` functions, those of `Test*` classes and of TestCases. */
export async function pythonTests(file: SourceFile, syntax: Syntax): Promise<TestPlace[]> {
  return await withRoot(file, syntax, (root) => placesIn(root, []));
}

/** Node ids of a pytest file. */
export async function listPytest(file: SourceFile, syntax: Syntax): Promise<string[]> {
  const places = await pythonTests(file, syntax);
  return unique(places.map(({ names }) => [file.path, ...names].join('::')));
}

/** `module.Class.test` of a unittest file: the test methods of its TestCases. */
export async function listUnittest(
  file: SourceFile,
  module: string,
  syntax: Syntax,
): Promise<string[]> {
  return await withRoot(file, syntax, (root) =>
    unique(
      definitions(root, 'class_definition')
        .filter(isTestCase)
        .flatMap((type) =>
          testsIn(type).map((test) => [module, nameOf(type), nameOf(test)].join('.')),
        ),
    ),
  );
}

async function withRoot<T>(
  file: SourceFile,
  syntax: Syntax,
  read: (root: Node) => T[],
): Promise<T[]> {
  const tree = await syntax.parse('python', file.text);
  try {
    return read(tree.rootNode);
  } finally {
    tree.delete();
  }
}

/** A method defined twice is one test: the last one. */
function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

function placesIn(scope: Node, holders: readonly string[]): TestPlace[] {
  const types = definitions(scope, 'class_definition').filter(
    (type) => nameOf(type).startsWith('Test') || isTestCase(type),
  );
  return [
    ...testsIn(scope).map((test) => placeOf(test, holders)),
    ...types.flatMap((type) => {
      const body = type.childForFieldName('body');
      return body ? placesIn(body, [...holders, nameOf(type)]) : [];
    }),
  ];
}

/** With its decorators. */
function placeOf(test: Node, holders: readonly string[]): TestPlace {
  const whole = test.parent?.type === 'decorated_definition' ? test.parent : test;
  const [start, end] = [whole.startPosition.row, whole.endPosition.row];
  return { names: [...holders, nameOf(test)], start, end };
}

/** The functions named as tests right inside a module, a block, or a class's body. */
function testsIn(scope: Node): Node[] {
  const body = scope.type === 'class_definition' ? scope.childForFieldName('body') : scope;
  if (!body) return [];
  return definitions(body, 'function_definition').filter((one) => nameOf(one).startsWith('test'));
}

/** Definitions of a kind right inside a scope, decorated ones included. */
function definitions(scope: Node, kind: string): Node[] {
  return scope.namedChildren.flatMap((child) => {
    const inner =
      child?.type === 'decorated_definition' ? child.childForFieldName('definition') : child;
    return inner?.type === kind ? [inner] : [];
  });
}

/** By the name of a base: what it derives from cannot be followed without running it. */
function isTestCase(type: Node): boolean {
  const bases = type.childForFieldName('superclasses')?.namedChildren ?? [];
  return bases.some((base) => base?.text.endsWith('TestCase'));
}

function nameOf(definition: Node): string {
  return definition.childForFieldName('name')?.text ?? '';
}
