import { type Position, type TextDocument, EndOfLine, NotebookCellKind, workspace } from 'vscode';
import { offsetAmongLineFeeds, withLineFeeds } from './changes.ts';
import { nameOf } from './where.ts';

/** A document as completing sees it. */
export interface View {
  readonly file: string;
  /** What stands before the document's own text: the code cells above a notebook's cell. */
  readonly before: string;
  readonly text: string;
}

export function viewOf(document: TextDocument): View {
  const { scheme, path } = document.uri;
  const kind = { scheme, path: scheme === 'file' ? document.uri.fsPath : path };
  const file = nameOf({ ...kind, language: document.languageId }, document.uri.toString());
  const before = scheme === 'vscode-notebook-cell' ? cellsAbove(document) : '';
  return { file, before, text: before + withLineFeeds(document.getText()) };
}

/** Where a place of the document lies in its view's text. */
export function offsetIn(view: View, document: TextDocument, position: Position): number {
  const offset = document.offsetAt(position);
  return view.before.length + offsetAmongLineFeeds(offset, position.line, isWide(document));
}

export function isWide(document: TextDocument): boolean {
  return document.eol === EndOfLine.CRLF;
}

function cellsAbove(document: TextDocument): string {
  for (const notebook of workspace.notebookDocuments) {
    const cells = notebook.getCells();
    const at = cells.findIndex((cell) => cell.document === document);
    if (at < 0) continue;
    const above = cells.slice(0, at).filter(({ kind }) => kind === NotebookCellKind.Code);
    return above.map((cell) => `${withLineFeeds(cell.document.getText())}\n`).join('');
  }
  return '';
}
