import { commands, Disposable } from 'vscode';
import type { Shell } from '../solve-run.ts';

/** `Reckon: Choose Model`, and what the walkthrough's buttons do. */
export function registerSetup(shell: Shell): Disposable {
  return Disposable.from(
    // Loaded at first use: activation stays free of models.
    commands.registerCommand('reckon.chooseModel', async () => {
      const { chooseModel } = await import('./choose.ts');
      return await chooseModel(shell);
    }),
    commands.registerCommand('reckon.trySuggestion', async () => {
      const { trySuggestion } = await import('./try.ts');
      await trySuggestion();
    }),
    commands.registerCommand('reckon.openExample', async () => {
      const { openExample } = await import('./try.ts');
      await openExample(shell.context);
    }),
  );
}
