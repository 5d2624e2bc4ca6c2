import type { Node } from 'web-tree-sitter';
import type { FileEdit } from '../../base/edit.ts';
import { languageOf, type LanguageName, type Syntax } from '../../base/syntax.ts';

/** Tests that live in a source file. */
interface TestItems {
  /** Rust's `#[test]` and `#[cfg(test)]` items, in-source tests of vitest: none may come or go. */
  readonly fixed: readonly string[];
  /**
   * Examples in documentation that run as tests: none may go; new functions may bring their own.
   */
  readonly examples: readonly string[];
}

const readers: Partial<Record<LanguageName, (root: Node) => TestItems>> = {
  rust: rustItems,
  python: pythonItems,
  javascript: scriptItems,
  typescript: scriptItems,
  tsx: scriptItems,
};

/**
 * Does this edit change, take out or (examples in documentation aside) add tests inside a source
 * file? `examplesRun`: whether the runner takes the file's examples for tests; else they are prose.
 */
export async function changesTestItems(
  edit: FileEdit,
  syntax: Syntax,
  examplesRun: boolean,
): Promise<boolean> {
  const language = languageOf(edit.path);
  const reader = language && readers[language];
  if (!language || !reader) return false;
  const read = async (text: string): Promise<TestItems> => {
    const tree = await syntax.parse(language, text);
    try {
      return reader(tree.rootNode);
    } finally {
      tree.delete();
    }
  };
  const before = await read(edit.before ?? '');
  const after = await read(edit.after ?? '');
  if (sorted(before.fixed) !== sorted(after.fixed)) return true;
  if (!examplesRun) return false;
  const left = [...after.examples];
  return before.examples.some((example) => {
    const at = left.indexOf(example);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function sorted(items: readonly string[]): string {
  return JSON.stringify([...items].sort());
}

/** Nodes of these types, as they stand in the text. */
function* nodesOf(root: Node, ...types: string[]): Generator<Node> {
  for (const node of root.descendantsOfType(types)) if (node) yield node;
}

const testAttribute =
  /^#!?\[\s*(?:cfg\s*\((?!\s*not\b).*\btest\b|(?:\w+\s*::\s*)*(?:test|rstest|bench)\b)/s;

function rustItems(root: Node): TestItems {
  const fixed: string[] = [];
  for (const attribute of nodesOf(root, 'attribute_item', 'inner_attribute_item')) {
    if (!testAttribute.test(attribute.text)) continue;
    let item = attribute.nextNamedSibling;
    while (item && /^(?:attribute_item|line_comment|block_comment)$/.test(item.type)) {
      item = item.nextNamedSibling;
    }
    // An inner attribute speaks of all that stands around it.
    const whole = attribute.type === 'inner_attribute_item' ? attribute.parent : item;
    fixed.push(`${attribute.text}\n${whole?.text ?? ''}`);
  }
  return { fixed, examples: rustExamples(root) };
}

/** Code blocks of doc comments; a run of comment lines is one text. */
function rustExamples(root: Node): string[] {
  const doc: string[] = [];
  const examples: string[] = [];
  for (const node of nodesOf(root, 'line_comment', 'block_comment')) {
    const [, text] = /^\s*(?:\/\/[/!]|\/\*[*!])(.*)$/s.exec(node.text) ?? [];
    if (text === undefined) continue;
    doc.push(text);
    const next = node.nextNamedSibling;
    if (next?.type === node.type && /^\/[/*][/!*]/.test(next.text)) continue;
    examples.push(...codeBlocks(doc.splice(0).join('\n')));
  }
  return examples;
}

function codeBlocks(markdown: string): string[] {
  const plain = markdown.replace(/^[ \t]*\*?[ \t]*/gm, '').replace(/\s+$/gm, '');
  return plain.match(/^(`{3,}|~{3,}).*?^\1$/gms) ?? [];
}

/** Doctests: what follows `>>>` in a string, to the next empty line. */
function pythonItems(root: Node): TestItems {
  const examples: string[] = [];
  for (const node of nodesOf(root, 'string')) {
    if (node.parent?.type !== 'expression_statement' && node.parent?.type !== 'assignment')
      continue;
    const lines = node.text.split('\n').map((line) => line.trim());
    const blocks = lines.join('\n').split(/\n{2,}|"""|'''/);
    examples.push(...blocks.filter((block) => block.includes('>>>')).map(fromFirstPrompt));
  }
  return { fixed: [], examples };
}

function fromFirstPrompt(block: string): string {
  return block.slice(block.indexOf('>>>')).trim();
}

/** Statements at the top of a file that speak of `import.meta.vitest`. */
function scriptItems(root: Node): TestItems {
  const fixed = new Set<Node>();
  for (const node of nodesOf(root, 'member_expression')) {
    if (!/^import\s*\.\s*meta\s*\.\s*vitest$/.test(node.text)) continue;
    let statement = node;
    while (statement.parent?.parent) statement = statement.parent;
    fixed.add(statement);
  }
  return { fixed: [...new Set([...fixed].map((node) => node.text))], examples: [] };
}
