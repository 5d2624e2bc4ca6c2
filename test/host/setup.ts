import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { commands, ConfigurationTarget, TabInputWebview, window, workspace } from 'vscode';
import { keepChoice, usedModels } from '../../src/vscode/setup/keep.ts';

// Runs inside a real extension host: see companion.ts.
const { uri } = workspace.workspaceFolders![0]!;

const inspect = (name: string) => workspace.getConfiguration('reckon', uri).inspect(name);

async function set(name: string, value: string | undefined, target: ConfigurationTarget) {
  await workspace.getConfiguration('reckon', uri).update(name, value, target);
}

describe('a chosen model', () => {
  afterEach(async () => {
    for (const name of ['model', 'solve.model', 'complete.model']) {
      await set(name, undefined, ConfigurationTarget.Global);
      await set(name, undefined, ConfigurationTarget.Workspace);
    }
  });

  it('is kept for the user where nothing else is said', async () => {
    await keepChoice('solve', 'editor:some', uri);
    assert.equal(inspect('solve.model')?.globalValue, 'editor:some');
    assert.equal(inspect('solve.model')?.workspaceValue, undefined);
    assert.deepEqual(usedModels(uri), ['editor:some', 'bundled']);
  });

  it('of the editor leaves the suggestions to the one that comes with Reckon', async () => {
    await set('model', 'editor:some', ConfigurationTarget.Global);
    assert.deepEqual(usedModels(uri), ['editor:some', 'bundled']);
  });

  it('is kept where the value is that would go before it', async () => {
    await set('model', 'local:/a.gguf', ConfigurationTarget.Workspace);
    await keepChoice('both', 'bundled', uri);
    assert.equal(inspect('model')?.workspaceValue, 'bundled');
    assert.equal(inspect('model')?.globalValue, undefined);
  });

  it('for everything takes the place of those for a part', async () => {
    await set('solve.model', 'editor:some', ConfigurationTarget.Global);
    await set('solve.model', 'editor:other', ConfigurationTarget.Workspace);
    await set('complete.model', 'local:/a.gguf', ConfigurationTarget.Global);
    await keepChoice('both', 'local:/b.gguf', uri);
    assert.deepEqual(usedModels(uri), ['local:/b.gguf', 'local:/b.gguf']);
    assert.equal(inspect('solve.model')?.globalValue, undefined);
  });
});

describe('the commands that set up', () => {
  afterEach(async () => {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('open a new file where a suggestion is due', async () => {
    await commands.executeCommand('reckon.trySuggestion');
    const editor = window.activeTextEditor;
    assert.ok(editor?.document.isUntitled);
    assert.equal(editor.document.languageId, 'python');
    assert.equal(
      editor.document.offsetAt(editor.selection.active),
      editor.document.getText().length,
    );
  });

  it("show the doctor's report as one tab, however often it is asked for", async () => {
    await commands.executeCommand('reckon.doctor');
    await commands.executeCommand('reckon.doctor');
    const tabs = () =>
      window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(
          ({ input }) => input instanceof TabInputWebview && input.viewType.includes('doctor'),
        );
    // The editor tells of its tabs a little later.
    while (tabs().length === 0) await delay(20);
    assert.equal(tabs().length, 1);
  });
});
