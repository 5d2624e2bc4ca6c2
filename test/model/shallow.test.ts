import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { FailureError } from '../../src/base/failure.ts';
import { readDescriptor } from '../../src/model/gguf-file.ts';
import { readGgufHead } from '../../src/model/gguf.ts';
import { bundledPath, localModel } from '../../src/model/local.ts';
import { composeShallow } from '../../src/model/shallow.ts';

const installRoot = path.resolve(import.meta.dirname, '../..');
const model = bundledPath(installRoot);
const exit = path.join(path.dirname(model), 'smollm2-135m-fim.exit6.q8_0.gguf');

describe('a shallow model', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-shallow-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('is put together once, and answers', async () => {
    const file = await composeShallow(model, exit, 6, folder);
    assert.equal(await composeShallow(model, exit, 6, folder), file);
    assert.deepEqual(await readdir(folder), [path.basename(file)]);
    const { tensors } = await readGgufHead(file);
    const layers = tensors.flatMap(({ name }) => /^blk\.(\d+)\./.exec(name)?.[1] ?? []);
    assert.equal(Math.max(...layers.map(Number)), 6);

    const descriptor = await readDescriptor(model);
    assert.ok(descriptor);
    const shallow = localModel({ name: 'exit', file, installRoot, sequences: 1, descriptor });
    try {
      let text = '';
      const prompt = { kind: 'infill', prefix: 'def f(n):\n    return ', suffix: '\n' } as const;
      for await (const event of shallow.generate(prompt, { maxTokens: 8, temperature: 0 })) {
        if (event.kind === 'token') text += event.text;
        else assert.equal(event.failure, undefined);
      }
      assert.notEqual(text, '');
    } finally {
      await shallow.dispose();
    }
  });

  it('is refused where the exit belongs after other layers', async () => {
    const wrong = (error: unknown) =>
      error instanceof FailureError && error.failure.code === 'wrong-exit';
    await assert.rejects(composeShallow(model, exit, 12, folder), wrong);
    await assert.rejects(composeShallow(model, exit, 40, folder), wrong);
  });

  it('is refused where a file is no model', async () => {
    const damaged = path.join(installRoot, 'package.json');
    await assert.rejects(readGgufHead(damaged), FailureError);
  });
});
