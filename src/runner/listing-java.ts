import type { Node } from 'web-tree-sitter';
import type { Syntax } from '../base/syntax.ts';
import type { SourceFile } from './runner.ts';

/** What a Java test file says of itself. */
export interface JavaFile {
  /** '' for the unnamed one. */
  readonly packageName: string;
  readonly framework: 'jupiter' | 'junit4' | 'junit3' | 'testng';
  /** Its outermost classes, by their full names. */
  readonly classes: readonly string[];
  /** `package.Class#method`. */
  readonly tests: readonly string[];
}

/** Reads a Java test file. Methods that a class inherits are not seen. */
export async function readJavaFile(file: SourceFile, syntax: Syntax): Promise<JavaFile> {
  const tree = await syntax.parse('java', file.text);
  try {
    const root = tree.rootNode;
    const clause = childrenOf(root).find((node) => node.type === 'package_declaration');
    const packageName = clause?.namedChildren.at(-1)?.text ?? '';
    const prefix = packageName === '' ? '' : `${packageName}.`;
    const classes = classesIn(root);
    return {
      packageName,
      framework: frameworkOf(file.text),
      classes: classes.map((type) => prefix + nameOf(type)),
      tests: classes.flatMap((type) => testsIn(type, prefix + nameOf(type))),
    };
  } finally {
    tree.delete();
  }
}

function frameworkOf(text: string): JavaFile['framework'] {
  if (/\borg\.junit\.jupiter\b/.test(text)) return 'jupiter';
  if (/\borg\.testng\b/.test(text)) return 'testng';
  return /\bjunit\.framework\b/.test(text) ? 'junit3' : 'junit4';
}

function testsIn(type: Node, id: string): string[] {
  if (modifiersOf(type)?.text.split(/\s/).includes('abstract')) return [];
  const body = type.childForFieldName('body');
  if (!body) return [];
  const derives = /\bTestCase\b/.test(type.childForFieldName('superclass')?.text ?? '');
  const methods = childrenOf(body).filter(
    (node) =>
      node.type === 'method_declaration' &&
      (isAnnotated(node, /^(Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate)$/) ||
        (derives && nameOf(node).startsWith('test'))),
  );
  const nested = classesIn(body).filter((inner) => isAnnotated(inner, /^Nested$/));
  return [
    ...new Set(methods.map((method) => `${id}#${nameOf(method)}`)),
    ...nested.flatMap((inner) => testsIn(inner, `${id}$${nameOf(inner)}`)),
  ];
}

function classesIn(scope: Node): Node[] {
  return childrenOf(scope).filter((node) => node.type === 'class_declaration');
}

function isAnnotated(node: Node, name: RegExp): boolean {
  const annotations = modifiersOf(node)?.namedChildren ?? [];
  return annotations.some((each) => each && name.test(nameOf(each).split('.').at(-1) ?? ''));
}

function modifiersOf(node: Node): Node | undefined {
  return childrenOf(node).find((child) => child.type === 'modifiers');
}

function childrenOf(node: Node): Node[] {
  return node.namedChildren.filter((child) => child !== null);
}

function nameOf(node: Node): string {
  return node.childForFieldName('name')?.text ?? '';
}
