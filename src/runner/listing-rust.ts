import path from 'node:path';
import type { Node } from 'web-tree-sitter';
import type { Syntax } from '../base/syntax.ts';
import type { ReadFile, SourceFile } from './runner.ts';

/** What a Rust file says of itself. */
export interface RustFile {
  /** The folder of its package, relative to the copy's root. */
  readonly folder: string;
  /** Does cargo find test programs in the package's `tests` by itself? */
  readonly findsTests: boolean;
  /** `crate::module`, as ids begin. */
  readonly module: string;
  /** Its tests, by what follows the module. */
  readonly tests: readonly string[];
}

/**
 * Reads a Rust file and the Cargo.toml above it; null for a file of no package, and for programs
 * that are no tests (examples, benchmarks). Where a file stands gives its module: `#[path]` is not
 * followed, nor are tests seen that macros make.
 */
export async function readRustFile(
  file: SourceFile,
  syntax: Syntax,
  read: ReadFile,
): Promise<RustFile | null> {
  const found = await packageOf(path.posix.dirname(file.path), read);
  if (!found) return null;
  const { folder, manifest } = found;
  const module = moduleOf(path.posix.relative(folder, file.path), manifest);
  if (module === null) return null;
  const tree = await syntax.parse('rust', file.text);
  try {
    const findsTests = !/^\s*autotests\s*=\s*false/m.test(manifest);
    return { folder, findsTests, module, tests: testsIn(tree.rootNode) };
  } finally {
    tree.delete();
  }
}

/** The package that a folder belongs to: its folder and its manifest's text. */
async function packageOf(from: string, read: ReadFile) {
  for (let folder = from; ; folder = path.posix.dirname(folder)) {
    const manifest = await read(path.posix.join(folder, 'Cargo.toml'));
    // A manifest may be a workspace's alone.
    if (manifest && /^\s*\[package\]/m.test(manifest))
      return { folder: folder === '.' ? '' : folder, manifest };
    if (folder === '.') return null;
  }
}

function moduleOf(file: string, manifest: string): string | null {
  const [, top = '', rest = ''] = /^(src\/bin|src|tests)\/(.+)\.rs$/.exec(file) ?? [];
  if (rest === '') return null;
  const names = rest.replace(/(^|\/)(mod|lib|main)$/, '').split('/');
  const own = nameIn('package', manifest) ?? '';
  const library = nameIn('lib', manifest) ?? own;
  const head = top === 'src' ? [rest === 'main' ? own : library] : [];
  return [...head, ...names.filter(Boolean)].join('::').replaceAll('-', '_');
}

/** The `name` in a table of a manifest. */
function nameIn(table: string, manifest: string): string | undefined {
  const [, body = ''] =
    new RegExp(`^\\s*\\[${table}\\]([^]*?)(?=^\\s*\\[|$(?![^]))`, 'm').exec(manifest) ?? [];
  return /^\s*name\s*=\s*["']([^"']+)["']/m.exec(body)?.[1];
}

const testAttribute = /^#\[\s*(?:\w+\s*::\s*)*test\b/;

/** The tests right inside a module, and those of the modules in it. */
function testsIn(scope: Node): string[] {
  return scope.namedChildren.flatMap((node) => {
    if (!node) return [];
    const name = node.childForFieldName('name')?.text ?? '';
    if (node.type === 'function_item') return isTest(node) ? [name] : [];
    const body = node.type === 'mod_item' ? node.childForFieldName('body') : null;
    return body ? testsIn(body).map((test) => `${name}::${test}`) : [];
  });
}

function isTest(item: Node): boolean {
  for (let before = item.previousNamedSibling; before; before = before.previousNamedSibling) {
    if (before.type === 'attribute_item' && testAttribute.test(before.text)) return true;
    if (!/^(attribute_item|line_comment|block_comment)$/.test(before.type)) return false;
  }
  return false;
}
