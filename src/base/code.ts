import type { Node } from 'web-tree-sitter';
import type { LanguageName, Syntax } from './syntax.ts';

/**
 * What of a source is code: comments, docstrings, empty lines and white space at line ends left out.
 * Two sources with the same code behave alike. Null where the syntax is broken.
 */
export async function codeOf(
  syntax: Syntax,
  language: LanguageName,
  text: string,
): Promise<string | null> {
  const tree = await syntax.parse(language, text);
  try {
    if (tree.rootNode.hasError) return null;
    let code = '';
    let from = 0;
    for (const comment of tree.rootNode.descendantsOfType(['comment', 'expression_statement'])) {
      if (!comment || !isProse(comment, language)) continue;
      code += text.slice(from, comment.startIndex);
      from = comment.endIndex;
    }
    code += text.slice(from);
    // White space at a line's start means something in Python.
    return code
      .replace(/[ \t\r]+$/gm, '')
      .replace(/\n{2,}/g, '\n')
      .replace(/(\S)[ \t]+/g, '$1 ');
  } finally {
    tree.delete();
  }
}

/** A comment, or a docstring; a lone string of a script may be a directive. */
function isProse(node: Node, language: LanguageName): boolean {
  if (node.type === 'comment') return true;
  const [only, ...more] = node.namedChildren;
  return language === 'python' && only?.type === 'string' && more.length === 0;
}
