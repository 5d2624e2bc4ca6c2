import {
  type CancellationToken,
  type InlineCompletionContext,
  InlineCompletionItem,
  type InlineCompletionItemProvider,
  InlineCompletionTriggerKind,
  type Position,
  Range,
  type TextDocument,
  type TextDocumentChangeEvent,
  type TextEditorSelectionChangeEvent,
} from 'vscode';
import type { Completion } from '../../complete/complete.ts';
import { signalOf } from '../cancellation.ts';
import { editsOf } from './changes.ts';
import type { Desk } from './desk.ts';
import type { Opened } from './opened.ts';
import { isWide, offsetIn, type View, viewOf } from './views.ts';

/** What the editor calls once an item was accepted. */
export const acceptedCommand = '_reckon.accepted';
const accepted = { command: acceptedCommand, title: '' };

/** Ghost text: the editor's requests and changes, handed to the completer. */
export class Suggestions implements InlineCompletionItemProvider {
  readonly #desk: Desk;
  readonly #views = new Map<string, View>();
  #changedAt: number | null = null;
  #gapMs: number | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  async provideInlineCompletionItems(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
  ): Promise<InlineCompletionItem[]> {
    const byHand = context.triggerKind === InlineCompletionTriggerKind.Invoke;
    const isCancelled = () => token.isCancellationRequested;
    const opened = await this.#desk.openFor(document, byHand);
    if (!opened || isCancelled()) return [];
    const view = this.#take(document, opened);
    const offset = offsetIn(view, document, position);
    const asked = opened.completer.suggest(view.file, offset, byHand, this.#gapMs);
    const completion = await this.#desk.follow(asked);
    if (completion.decision !== 'show') return [];
    const second = byHand ? await anotherOf(opened, view, offset, token) : null;
    const items = [completion, ...(second ? [second] : [])].flatMap(
      (each) => itemOf(each, document, position, context) ?? [],
    );
    if (items.length > 0 && !isCancelled()) return items;
    opened.completer.unseen(view.file, offset);
    return [];
  }

  /** Hands on what was typed, accepted or changed in a document that is completed in. */
  onChange({ document, contentChanges }: TextDocumentChangeEvent): void {
    const key = document.uri.toString();
    const view = this.#views.get(key);
    const opened = this.#desk.opened;
    if (!view || !opened?.completer.isOpen(view.file) || contentChanges.length === 0) return;
    const now = performance.now();
    this.#gapMs = this.#changedAt === null ? null : now - this.#changedAt;
    this.#changedAt = now;
    for (const edit of editsOf(contentChanges, isWide(document), view.before.length)) {
      const heard = opened.completer.edit(view.file, edit);
      // What comes next is begun at once, so that it is there when it is asked for.
      if (heard === 'accepted') {
        void opened.completer.suggest(view.file, edit.offset + edit.insert.length, false, null);
      }
    }
  }

  /** The cursor went elsewhere: what was suggested there is left. */
  onMove({ textEditor, selections }: TextEditorSelectionChangeEvent): void {
    const { document } = textEditor;
    const view = this.#views.get(document.uri.toString());
    const opened = this.#desk.opened;
    const [selection] = selections;
    if (!view || !selection || !opened?.completer.isOpen(view.file)) return;
    opened.completer.moved(view.file, offsetIn(view, document, selection.active));
  }

  onClose(document: TextDocument): void {
    const key = document.uri.toString();
    const view = this.#views.get(key);
    if (view) this.#desk.opened?.completer.close(view.file);
    this.#views.delete(key);
  }

  /** The document as it is now, known to the completer. */
  #take(document: TextDocument, opened: Opened): View {
    const view = viewOf(document);
    this.#views.set(document.uri.toString(), view);
    opened.completer.open(view.file, view.text);
    opened.language = document.languageId;
    return view;
  }
}

/** How long who asked by hand waits for a second suggestion, in milliseconds. */
const secondMs = 1000;

/** Another one to cycle to, where it comes in time. */
async function anotherOf(
  { completer }: Opened,
  { file }: View,
  offset: number,
  token: CancellationToken,
): Promise<Completion | null> {
  const { signal, dispose } = signalOf(token);
  try {
    const soon = AbortSignal.any([signal, AbortSignal.timeout(secondMs)]);
    return await completer.another(file, offset, soon);
  } finally {
    dispose();
  }
}

/**
 * The suggestion as the editor takes it. Where its list of words is open, only one that goes on with
 * the word selected there is shown.
 */
function itemOf(
  { text, replace }: Completion,
  document: TextDocument,
  position: Position,
  { selectedCompletionInfo: selected }: InlineCompletionContext,
): InlineCompletionItem | null {
  const end = position.translate(0, replace);
  if (!selected) return new InlineCompletionItem(text, new Range(position, end), accepted);
  const typed = document.getText(new Range(selected.range.start, position));
  const rest = selected.text.startsWith(typed) ? selected.text.slice(typed.length) : null;
  if (rest === null || !text.startsWith(rest)) return null;
  return new InlineCompletionItem(typed + text, new Range(selected.range.start, end), accepted);
}
