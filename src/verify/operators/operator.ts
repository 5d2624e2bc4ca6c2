import type { Node } from 'web-tree-sitter';

/** A replacement in a source text. Offsets are UTF-16 code units. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** Syntax by which operators tell languages apart; TypeScript is a script. */
export type Dialect = 'python' | 'script';

/** A statement to be changed, and what surrounds it. */
export interface Site {
  readonly text: string;
  readonly dialect: Dialect;
  /** The whole file. */
  readonly root: Node;
  /** The function around the statement, or the whole file. */
  readonly scope: Node;
  /** Where the statement begins, without its indentation, and where its last line ends. */
  readonly start: number;
  readonly end: number;
  /** The nodes that lie on the statement's own lines, keywords and signs too, outermost first. */
  readonly nodes: readonly Node[];
  /** Names that hold values around the statement, nearest first. */
  readonly names: readonly string[];
}

/** One way in which a line of code is often wrong. Pure: the same site gives the same changes. */
export interface Operator {
  /** In plain words: it is the strategy that a sample states. */
  readonly name: string;
  /** Logarithm of its weight against the others, before the model is asked. */
  readonly prior: number;
  readonly changes: (site: Site) => Change[];
}

/** The change that puts another text in a node's place. */
export function replace(node: Node, replacement: string): Change {
  return { start: node.startIndex, end: node.endIndex, replacement };
}
