import assert from 'node:assert/strict';
import {
  CancellationTokenSource,
  LanguageModelTextPart,
  lm,
  Uri,
  workspace,
  type CancellationToken,
} from 'vscode';

// Runs inside a real extension host; who drives it agrees to what the editor asks before a call.
const folder = workspace.workspaceFolders![0]!;

async function call(name: string, input: object, token?: CancellationToken): Promise<string> {
  const { content } = await lm.invokeTool(name, { input, toolInvocationToken: undefined }, token);
  return content.map((part) => (part instanceof LanguageModelTextPart ? part.value : '')).join('');
}

async function onDisk(file: string): Promise<string> {
  return Buffer.from(await workspace.fs.readFile(Uri.joinPath(folder.uri, file))).toString();
}

describe('the tools for agents', () => {
  it('are there, and say what they take', () => {
    const ours = lm.tools.filter(({ name }) => name.startsWith('reckon_'));
    assert.deepEqual(ours.map(({ name }) => name).sort(), ['reckon_solve', 'reckon_verify']);
    for (const { description, inputSchema } of ours) assert.ok(description && inputSchema);
  });

  it('answer an input that does not fit with a sentence', async () => {
    assert.match(
      await call('reckon_solve', { samples: 10_000 }),
      /^failed \(bad-input\): .*samples/,
    );
    const elsewhere = await call('reckon_verify', { folder: 'elsewhere' });
    assert.match(elsewhere, /^failed \(unknown-folder\): No folder on a disk is called elsewhere/);
  });

  it('say which tests there are where a target is none', async function () {
    this.timeout(120_000);
    const answer = await call('reckon_solve', { targets: ['test_shapes.py::test_none'] });
    assert.match(answer, /^failed \(unknown-target\): .*test_shapes\.py::test_n/);
  });

  it('solve, and leave the files as they are', async function () {
    this.timeout(240_000);
    const before = await onDisk('shapes.py');
    const answer = await call('reckon_solve', { targets: ['test_shapes.py::test_area'] });
    assert.match(answer, /^(solved|abstained|ask) \([a-z-]+\): /);
    assert.match(answer, /^\+ {4}return width \* height$/m);
    assert.equal(await onDisk('shapes.py'), before);
  });

  it('end with the call that asked', async function () {
    this.timeout(60_000);
    const source = new CancellationTokenSource();
    const running = call('reckon_solve', {}, source.token);
    // Not before the user has agreed, and in the middle of the tests' first run.
    await new Promise((resolve) => setTimeout(resolve, 6000));
    const started = performance.now();
    source.cancel();
    await assert.rejects(running);
    const next = await call('reckon_solve', { targets: ['test_shapes.py::test_none'] });
    assert.match(next, /unknown-target/, 'the next call finds nothing under way');
    assert.ok(performance.now() - started < 40_000);
  });

  it('judge what is not committed, or say that there is nothing', async function () {
    this.timeout(240_000);
    assert.match(await call('reckon_verify', {}), /^failed \(no-change\): There is no change/);
    const before = await onDisk('shapes.py');
    const file = Uri.joinPath(folder.uri, 'shapes.py');
    try {
      const right = before.replace('width + height', 'width * height');
      await workspace.fs.writeFile(file, Buffer.from(right));
      const answer = await call('reckon_verify', {});
      assert.match(answer, /^(accept|abstained|ask) \([a-z-]+\): Passes 2 of 2\b.*P\(wrong\) /);
      assert.match(answer, /^What would help most: /m);
    } finally {
      await workspace.fs.writeFile(file, Buffer.from(before));
    }
  });
});
