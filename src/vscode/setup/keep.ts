import { ConfigurationTarget, type Uri, workspace } from 'vscode';
import { modelOf } from '../complete/desk.ts';
import { settingsFor, type Use } from './uses.ts';

type Inspected = ReturnType<ReturnType<typeof workspace.getConfiguration>['inspect']>;

/** The models in use at a place, for Solve and for suggestions. */
export function usedModels(uri: Uri | undefined): string[] {
  const settings = workspace.getConfiguration('reckon', uri);
  const solving = settings.get<string>('solve.model') || settings.get<string>('model') || 'bundled';
  return [solving, modelOf(settings)];
}

/** Writes a choice where it takes effect: beside the value that is in force, else for the user. */
export async function keepChoice(use: Use, model: string, uri: Uri | undefined): Promise<void> {
  const settings = workspace.getConfiguration('reckon', uri);
  for (const [name, value] of Object.entries(settingsFor(use, model))) {
    const targets = targetsOf(settings.inspect(name));
    if (value !== null)
      await settings.update(name, value, targets[0] ?? ConfigurationTarget.Global);
    else for (const target of targets) await settings.update(name, undefined, target);
  }
}

/** Where a setting has a value, the one in force first. */
function targetsOf(inspected: Inspected): ConfigurationTarget[] {
  const { workspaceFolderValue, workspaceValue, globalValue } = inspected ?? {};
  return [
    ...(workspaceFolderValue === undefined ? [] : [ConfigurationTarget.WorkspaceFolder]),
    ...(workspaceValue === undefined ? [] : [ConfigurationTarget.Workspace]),
    ...(globalValue === undefined ? [] : [ConfigurationTarget.Global]),
  ];
}
