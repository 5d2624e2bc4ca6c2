import type { Node, Tree } from 'web-tree-sitter';
import type { LanguageName, Syntax } from '../../base/syntax.ts';
import { reason } from '../decision.ts';
import type { Stop, StopRule } from './rule.ts';
import { scan } from './scan.ts';

const statement = /statement|declaration|definition|_item$/;
const block = /^(block|statement_block|class_body|declaration_list|field_declaration_list)$/;

/** What the text is parsed with: the part of the file before the cursor that the prompt shows. */
export interface Surroundings {
  readonly syntax: Syntax;
  readonly language: LanguageName;
  readonly prefix: string;
}

/** Ends a line where its statement does, before the line break is written: at its semicolon. */
export function statementEnd(around: Surroundings): StopRule {
  const line = around.prefix.slice(around.prefix.lastIndexOf('\n') + 1);
  return async ({ text }) => {
    if (!text.endsWith(';')) return null;
    const { brackets, quote, comment } = scan(line + text, around.language);
    if (brackets.includes('(') || quote !== '' || comment) return null;
    return withTree(around, text, (tree, end) => {
      for (let node = last(tree, end); node?.endIndex === end; node = node.parent) {
        if (statement.test(node.type) && !node.hasError) {
          const { code, why, numbers } = reason('statement-end', 'The statement is complete.');
          return { code, why, numbers, keep: text.length };
        }
      }
      return null;
    });
  };
}

/** Ends a block where it is closed, or where a line leaves it. */
export function blockEnd(around: Surroundings): StopRule {
  return ({ text }) => {
    if (!/[\n}]/.test(text.at(-1) ?? '') && !/\n[ \t]*\S[^\n]*$/.test(text)) return null;
    return withTree(around, text, (tree, end) => {
      const start = around.prefix.length;
      const found = enclosing(tree, start);
      if (!found) return null;
      const closed = found.lastChild?.type === '}' && !found.lastChild.isMissing;
      const left = found.endIndex < end && /\S/.test(text.slice(found.endIndex - start));
      if (!closed && !left) return null;
      const keep = Math.max(0, found.endIndex - start);
      return { ...reason('block-end', 'The block is complete.'), keep };
    });
  };
}

function last(tree: Tree, end: number): Node | null {
  return tree.rootNode.descendantForIndex(Math.max(0, end - 1));
}

/** The innermost block that the cursor stands in, as it is with the text written. */
function enclosing(tree: Tree, start: number): Node | null {
  let node = tree.rootNode.descendantForIndex(start);
  while (node && !(block.test(node.type) && node.startIndex < start + 1)) node = node.parent;
  return node;
}

async function withTree(
  { syntax, language, prefix }: Surroundings,
  text: string,
  judge: (tree: Tree, end: number) => Stop | null,
): Promise<Stop | null> {
  const tree = await syntax.parse(language, prefix + text);
  try {
    return judge(tree, prefix.length + text.length);
  } finally {
    tree.delete();
  }
}
