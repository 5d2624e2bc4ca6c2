import assert from 'node:assert/strict';
import { rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import {
  type CodeAction,
  commands,
  ConfigurationTarget,
  extensions,
  Position,
  Range,
  Selection,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import type { Patch } from '../../src/base/edit.ts';
import { applyProposal } from '../../src/vscode/apply.ts';
import { openFiles, unsavedTexts } from '../../src/vscode/editing.ts';
import { Viewer } from '../../src/vscode/proposal.ts';
import { readSettings, testEnvironment } from '../../src/vscode/settings.ts';
import './tools.ts';

// Runs inside a real extension host: see companion.ts. The workspace is that of the row `host`.
const folder = workspace.workspaceFolders![0]!;
const uriOf = (file: string) => Uri.joinPath(folder.uri, file);

async function write(file: string, text: string): Promise<void> {
  await workspace.fs.writeFile(uriOf(file), Buffer.from(text));
}

async function textOf(file: string): Promise<string> {
  return (await workspace.openTextDocument(uriOf(file))).getText();
}

describe('the extension in a real host', () => {
  it('is awake once a Python file is open', async () => {
    await workspace.openTextDocument(uriOf('test_shapes.py'));
    const extension = extensions.getExtension('reckon.reckon');
    assert.ok(extension);
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it('has its commands', async () => {
    const known = await commands.getCommands();
    for (const name of ['reckon.solve', 'reckon.applyPatch', 'reckon.doctor']) {
      assert.ok(known.includes(name), name);
    }
  });

  it('offers to solve the test at the cursor, and nothing elsewhere', async () => {
    const offered = async (line: number) => {
      const range = new Range(line, 4, line, 4);
      const actions = await commands.executeCommand<CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uriOf('test_shapes.py'),
        range,
      );
      return actions.map(({ title }) => title).filter((title) => title.endsWith('with Reckon'));
    };
    assert.deepEqual(await offered(3), ['Solve test_area with Reckon']);
    assert.deepEqual(await offered(0), []);
  });
});

describe('applyProposal', () => {
  const before = 'one\ntwo\nthree\nfour\n';
  const after = 'one\nTWO\nthree\nfour\n';
  let viewer: Viewer;
  beforeEach(() => {
    viewer = new Viewer();
  });
  afterEach(async () => {
    viewer.dispose();
    await commands.executeCommand('workbench.action.closeAllEditors');
  });
  const apply = (patch: Patch) =>
    applyProposal({ folder, patch, title: 'a test', vouched: true }, viewer);

  it('changes a file, saves it as refactorings do, and takes it back by one undo', async () => {
    await write('a.txt', before);
    assert.equal(await apply([{ path: 'a.txt', before, after }]), 'applied');
    assert.equal(await textOf('a.txt'), after);
    await commands.executeCommand('undo');
    assert.equal(await textOf('a.txt'), before);
  });

  it('keeps the line ends that a file has', async () => {
    const windows = before.replaceAll('\n', '\r\n');
    await write('crlf.txt', windows);
    const patch = [{ path: 'crlf.txt', before: windows, after: after.replaceAll('\n', '\r\n') }];
    assert.equal(await apply(patch), 'applied');
    assert.equal(await textOf('crlf.txt'), after.replaceAll('\n', '\r\n'));
  });

  it('makes and removes files', async () => {
    await write('old.txt', before);
    const patch = [
      { path: 'deep/new.txt', before: null, after },
      { path: 'old.txt', before, after: null },
    ];
    assert.equal(await apply(patch), 'applied');
    assert.equal(await textOf('deep/new.txt'), after);
    await assert.rejects(Promise.resolve(workspace.fs.stat(uriOf('old.txt'))));
  });

  it('changes nothing where one of two files was changed in the same place', async () => {
    await write('a.txt', before);
    await write('b.txt', before.replace('two', 'mine'));
    const patch = [
      { path: 'a.txt', before, after },
      { path: 'b.txt', before, after },
    ];
    assert.equal(await apply(patch), 'refused');
    assert.equal(await textOf('a.txt'), before);
    assert.equal(await textOf('b.txt'), before.replace('two', 'mine'));
  });

  it('sees what is typed and not saved', async () => {
    await write('c.txt', before);
    const edit = new WorkspaceEdit();
    edit.replace(uriOf('c.txt'), new Range(1, 0, 1, 3), 'mine');
    await workspace.applyEdit(edit);
    assert.equal(await apply([{ path: 'c.txt', before, after }]), 'refused');
    assert.equal(await textOf('c.txt'), before.replace('two', 'mine'));
  });

  it('closes the diffs that it has shown, of one file and of several', async () => {
    const shown = () => window.tabGroups.all.flatMap(({ tabs }) => tabs).length;
    const one = { path: 'a.txt', before, after };
    for (const patch of [[one], [one, { ...one, path: 'b.txt' }]]) {
      await viewer.showPatch({ folder, patch, title: 'a test', vouched: true });
      assert.ok(viewer.hasShown({ folder, patch, title: 'again', vouched: true }));
      assert.equal(shown(), 1);
      await viewer.close();
      assert.equal(shown(), 0, `${patch.length} files`);
    }
  });

  it('follows no link out of the workspace', async () => {
    const link = path.join(folder.uri.fsPath, 'way-out');
    symlinkSync('/tmp', link);
    try {
      const patch = [{ path: 'way-out/reckon-escaped.txt', before: null, after }];
      assert.equal(await apply(patch), 'refused');
      await assert.rejects(Promise.resolve(workspace.fs.stat(Uri.file('/tmp/reckon-escaped.txt'))));
    } finally {
      rmSync(link);
    }
  });
});

describe('what a run is given', () => {
  it('holds unsaved texts and open files, the active one first', async () => {
    await write('d.txt', 'saved');
    await window.showTextDocument(uriOf('test_shapes.py'), { preview: false });
    const editor = await window.showTextDocument(uriOf('d.txt'), { preview: false });
    editor.selection = new Selection(new Position(0, 0), new Position(0, 0));
    await editor.edit((edit) => {
      edit.insert(new Position(0, 0), 'un');
    });
    // What an earlier test changed may not be saved yet on a slow machine.
    assert.equal(unsavedTexts(folder).get('d.txt'), 'unsaved');
    assert.deepEqual(openFiles(folder), ['d.txt', 'test_shapes.py']);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('follows the settings, and takes nonsense for unset', async () => {
    const settings = workspace.getConfiguration('reckon', folder.uri);
    const set = (name: string, value: unknown) =>
      settings.update(name, value, ConfigurationTarget.Workspace);
    await set('solve.samples', 7);
    await set('solve.jobs', -3);
    await set('solve.maxWrong', 'high');
    await set('test.timeoutSeconds', 2.5);
    await set('sandbox.include', ['secrets.json', 5]);
    const read = readSettings(folder);
    assert.deepEqual(
      [read.samples, read.jobs, read.maxWrong, read.testTimeoutMs, read.include],
      [7, null, 0.1, 2500, ['secrets.json']],
    );
    for (const name of ['solve.samples', 'solve.jobs', 'solve.maxWrong'])
      await set(name, undefined);
    for (const name of ['test.timeoutSeconds', 'sandbox.include']) await set(name, undefined);
  });

  it('gives the tests their variables: the file, then the setting', async () => {
    await write('tests.env', 'A=1\nB="two words"\n');
    const settings = workspace.getConfiguration('reckon', folder.uri);
    await settings.update('test.envFile', 'tests.env', ConfigurationTarget.Workspace);
    await settings.update('test.env', { A: '2' }, ConfigurationTarget.Workspace);
    assert.deepEqual(await testEnvironment(folder), { A: '2', B: 'two words' });
    await settings.update('test.envFile', 'missing.env', ConfigurationTarget.Workspace);
    await assert.rejects(testEnvironment(folder), /reckon\.test\.envFile cannot be read/);
    await settings.update('test.envFile', undefined, ConfigurationTarget.Workspace);
    await settings.update('test.env', undefined, ConfigurationTarget.Workspace);
  });
});
