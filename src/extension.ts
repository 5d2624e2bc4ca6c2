import { type ExtensionContext, window } from 'vscode';
import { registerClearData } from './vscode/clear-data.ts';
import { registerComplete } from './vscode/complete/complete.ts';
import { registerDoctor } from './vscode/doctor.ts';
import { Keys } from './vscode/keys.ts';
import { Live } from './vscode/panel/live.ts';
import { registerSetup } from './vscode/setup/setup.ts';
import { registerSolve } from './vscode/solve.ts';

/** Builds the parts, wires them and hands them to the editor's care. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Reckon', { log: true });
  const shell = { context, keys: new Keys(context), log, live: new Live() };
  context.subscriptions.push(
    log,
    registerDoctor(shell),
    registerSetup(shell),
    registerSolve(shell),
    registerComplete(shell),
    registerClearData(shell),
  );
}
