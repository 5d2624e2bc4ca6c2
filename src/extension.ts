import type { ExtensionContext } from 'vscode';
import { registerDoctor } from './vscode/doctor.ts';

/** Builds the parts, wires them and hands them to the editor's care. */
export function activate(context: ExtensionContext): void {
  context.subscriptions.push(registerDoctor(context));
}
