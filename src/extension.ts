import type { ExtensionContext } from 'vscode';
import { registerDoctor } from './vscode/doctor.ts';
import { registerSolve } from './vscode/solve.ts';

/** Builds the parts, wires them and hands them to the editor's care. */
export function activate(context: ExtensionContext): void {
  context.subscriptions.push(registerDoctor(context), registerSolve(context));
}
