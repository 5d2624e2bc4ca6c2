import type { LanguageName, Syntax } from './syntax.ts';

/**
 * What of a source is code: comments, empty lines and white space at line ends left out. Two sources
 * with the same code behave alike. Null where the syntax is broken.
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
    for (const comment of tree.rootNode.descendantsOfType('comment')) {
      if (!comment) continue;
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
