import path from 'node:path';
import type { Node } from 'web-tree-sitter';
import type { Syntax } from '../base/syntax.ts';
import type { ReadFile, SourceFile, TestPlace } from './runner.ts';

/** What a Go test file says of itself. */
export interface GoTestFile {
  /** The name in its package clause. */
  readonly packageName: string;
  /** The import path of its folder, `_test` packages included; null without a go.mod above it. */
  readonly importPath: string | null;
  /** Its top-level tests, fuzz tests, and examples that have an output to compare. */
  readonly tests: readonly string[];
}

/** The top-level tests of a Go file. */
export async function goTests(file: SourceFile, syntax: Syntax): Promise<TestPlace[]> {
  const tree = await syntax.parse('go', file.text);
  try {
    return testNodes(tree.rootNode).map((node) => ({
      names: [nameOf(node)],
      start: node.startPosition.row,
      end: node.endPosition.row,
    }));
  } finally {
    tree.delete();
  }
}

/** Reads a Go test file and the go.mod above it. */
export async function readGoTests(
  file: SourceFile,
  syntax: Syntax,
  read: ReadFile,
): Promise<GoTestFile> {
  const importPath = await importPathOf(path.posix.dirname(file.path), read);
  const tree = await syntax.parse('go', file.text);
  try {
    const { rootNode } = tree;
    const clause = rootNode.namedChildren.find((node) => node?.type === 'package_clause');
    const tests = testNodes(rootNode).map(nameOf);
    return { packageName: clause?.namedChildren[0]?.text ?? '', importPath, tests };
  } finally {
    tree.delete();
  }
}

async function importPathOf(folder: string, read: ReadFile): Promise<string | null> {
  for (let dir = folder; ; dir = path.posix.dirname(dir)) {
    const text = await read(path.posix.join(dir, 'go.mod'));
    const [, quoted, bare] = /^\s*module\s+(?:"([^"]+)"|(\S+))/m.exec(text ?? '') ?? [];
    const module = quoted ?? bare;
    if (module !== undefined) return path.posix.join(module, path.posix.relative(dir, folder));
    if (dir === '.') return null;
  }
}

function testNodes(root: Node): Node[] {
  return root.namedChildren.filter((node) => node !== null && isTest(node)) as Node[];
}

function isTest(node: Node): boolean {
  if (node.type !== 'function_declaration') return false;
  const [, kind] = /^(Test|Fuzz|Example)(?!\p{Ll})/u.exec(nameOf(node)) ?? [];
  if (kind === 'Example') return /\/\/\s*(unordered )?output:/i.test(node.text);
  return kind !== undefined && !/\btesting\.M\b/.test(parametersOf(node));
}

function nameOf(node: Node): string {
  return node.childForFieldName('name')?.text ?? '';
}

function parametersOf(node: Node): string {
  return node.childForFieldName('parameters')?.text ?? '';
}
