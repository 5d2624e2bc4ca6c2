import { randomBytes } from 'node:crypto';
import {
  commands,
  Disposable,
  env,
  l10n,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { RunView } from '../../trace/rows.ts';
import { noticeText } from '../notice.ts';
import { type Step, stepLabel } from '../outcome-words.ts';
import type { Shell } from '../solve-run.ts';
import { pageOf } from './page.ts';
import { type Past, pastOf, stepsOf } from './past.ts';
import { Runs } from './runs.ts';
import { Session, type SessionParts } from './session.ts';

const viewId = 'reckon.trace';
const tabType = 'reckon.traceTab';

/** Carries out a step about a run that the panel shows. */
type TakeUp = (step: Step, past: Past) => Promise<void>;

/** The side panel, and the same as a tab of the editor. */
export function registerPanel(shell: Shell, takeUp: TakeUp): Disposable {
  const panel = new Panel(shell, takeUp);
  return Disposable.from(
    window.registerWebviewViewProvider(viewId, {
      resolveWebviewView: ({ webview, onDidDispose }) => {
        onDidDispose(panel.fill(webview));
      },
    }),
    window.registerWebviewPanelSerializer(tabType, {
      deserializeWebviewPanel: (tab) => {
        panel.fillTab(tab);
        return Promise.resolve();
      },
    }),
    commands.registerCommand('reckon.showTrace', () => commands.executeCommand(`${viewId}.focus`)),
    commands.registerCommand('reckon.showTraceInTab', () => {
      const title = l10n.t('Reckon');
      panel.fillTab(window.createWebviewPanel(tabType, title, ViewColumn.Active));
    }),
  );
}

class Panel {
  readonly #shell: Shell;
  readonly #takeUp: TakeUp;
  readonly #runs: Runs;

  constructor(shell: Shell, takeUp: TakeUp) {
    this.#shell = shell;
    this.#takeUp = takeUp;
    const folders = () => (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    this.#runs = new Runs(shell.context.globalStorageUri.fsPath, folders);
  }

  fillTab(tab: WebviewPanel): void {
    tab.iconPath = Uri.joinPath(this.#shell.context.extensionUri, 'media', 'icon.png');
    tab.onDidDispose(this.fill(tab.webview));
  }

  /** Puts the panel into a webview; gives what is to be called when that is gone. */
  fill(webview: Webview): () => void {
    const root = Uri.joinPath(this.#shell.context.extensionUri, 'dist', 'panel');
    webview.options = { enableScripts: true, localResourceRoots: [root] };
    const session = new Session(this.#partsFor(webview));
    const receiving = webview.onDidReceiveMessage((message) => session.receive(message));
    const load = () => {
      webview.html = pageOf({
        source: webview.cspSource,
        script: webview.asWebviewUri(Uri.joinPath(root, 'panel.js')).toString(),
        style: webview.asWebviewUri(Uri.joinPath(root, 'style.css')).toString(),
        nonce: randomBytes(16).toString('hex'),
        language: env.language,
      });
    };
    load();
    const stopListening = this.#shell.live.onForget(load);
    return () => {
      stopListening();
      receiving.dispose();
      session.dispose();
    };
  }

  #partsFor(webview: Webview): SessionParts {
    const runs = this.#runs;
    return {
      post: (message) => webview.postMessage(message),
      live: this.#shell.live,
      strings: stringsOf(l10n.bundle),
      suggestions: async () => {
        const { suggestions } = this.#shell.live;
        return suggestions.length > 0 ? suggestions : await runs.suggestions();
      },
      list: () => runs.list(),
      read: (run) => runs.read(run),
      exportRun: async (run) => exportTrace(run, await runs.fileOf(run)),
      steps: (view) =>
        stepsOf(view).map((step, index) => ({
          label: stepLabel(step, l10n.t),
          // Where a question is open, its answers come first.
          primary: index === 0 && view.end?.outcome !== 'ask',
        })),
      take: (run, view, index) => this.#take(run, view, stepsOf(view)[index]),
      answer: (run, view, answer) => this.#take(run, view, { kind: 'answer', answer, value: '' }),
      solve: async () => {
        await commands.executeCommand('reckon.solve');
      },
      complain: (why) => {
        void window.showErrorMessage(noticeText(why));
      },
    };
  }

  async #take(run: string, view: RunView, step: Step | undefined): Promise<void> {
    const past = pastOf(view, await this.#runs.fileOf(run));
    if (step && past) await this.#takeUp(step, past);
  }
}

/** The strings of the user's language that need no explanation; none in English. */
function stringsOf(bundle: typeof l10n.bundle): Record<string, string> {
  return Object.fromEntries(
    Object.entries(bundle ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

async function exportTrace(run: string, file: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `reckon-${run}.jsonl`;
  const target = await window.showSaveDialog({
    ...(folder && { defaultUri: Uri.joinPath(folder, name) }),
    filters: { JSONL: ['jsonl'] },
  });
  if (!target) return;
  await workspace.fs.copy(Uri.file(file), target, { overwrite: true });
}
