import {
  CodeAction,
  CodeActionKind,
  type Disposable,
  type DocumentSelector,
  l10n,
  languages,
} from 'vscode';
import type { SolveRequest } from './ask.ts';
import type { TestFinder } from './tests.ts';

/** The languages whose tests are found by syntax, as the editor calls them. */
const selector: DocumentSelector = [
  'python',
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'go',
].map((language) => ({ language, scheme: 'file' }));

/** Offers Solve on the test function at the cursor. */
export function registerCodeAction(finder: TestFinder): Disposable {
  return languages.registerCodeActionsProvider(
    selector,
    {
      provideCodeActions: async (document, range) => {
        const test = await finder.testAt(document, range.start.line);
        if (!test) return [];
        const title = l10n.t('Solve {0} with Reckon', test.name);
        const action = new CodeAction(title, CodeActionKind.QuickFix);
        const request: SolveRequest = { uri: document.uri, test };
        action.command = { command: 'reckon.solve', title, arguments: [request] };
        return [action];
      },
    },
    { providedCodeActionKinds: [CodeActionKind.QuickFix] },
  );
}
