import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { neverAborted } from '../../src/base/abort.ts';
import { engineOf, EngineProcess } from '../../src/model/engine-process.ts';
import { localModel } from '../../src/model/local.ts';
import type { DoneEvent, GenerateOptions, Model, Prompt } from '../../src/model/model.ts';

const repository = path.resolve(import.meta.dirname, '../..');
/** Another path to the same files: an engine that is given up here must not be given up elsewhere. */
const installRoot = mkdtempSync(path.join(os.tmpdir(), 'reckon-install-'));
symlinkSync(path.join(repository, 'dist'), path.join(installRoot, 'dist'));
after(() => {
  rmSync(installRoot, { recursive: true });
});
const file = path.join(repository, 'test/fixtures/models/pico-8l.q8_0.gguf');
const prompt: Prompt = { kind: 'text', text: 'for i in range(10):\n'.repeat(10) };
const options: GenerateOptions = { maxTokens: 900, temperature: 1, seed: 1 };

/** Is a process of this id there? */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function ended(pid: number): Promise<void> {
  while (lives(pid)) await delay(20);
}

describe('the engine process', () => {
  let pico: Model;
  const engine = engineOf(installRoot);

  before(() => {
    pico = localModel({ name: 'local:pico', file, installRoot });
  });
  after(() => pico.dispose());

  const generate = async (each: (count: number) => void, maxTokens = 900): Promise<DoneEvent> => {
    let count = 0;
    for await (const event of pico.generate(prompt, { ...options, maxTokens })) {
      if (event.kind === 'done') return event;
      each(++count);
    }
    throw new Error('no done event');
  };
  const crash = () =>
    generate((count) => {
      if (count === 1) process.kill(engine.pid!, 'SIGKILL');
    });

  it('is one for all models of an installation', async () => {
    await generate(() => undefined, 1);
    const pid = engine.pid;
    const other = localModel({ name: 'other', file, installRoot, sequences: 1 });
    await other.capabilities();
    assert.equal(engine.pid, pid);
    await other.dispose();
  });

  it('fails in a sentence when it crashes, and is started again', async () => {
    const done = await crash();
    assert.equal(done.finish, 'error');
    assert.equal(done.failure?.code, 'engine-stopped');
    assert.match(done.failure.why, /was killed/);
    const again = await generate(() => undefined, 2);
    assert.equal(again.finish, 'length');
  });

  it('is given up after two restarts that crash as well', async () => {
    for (let i = 0; i < 3; i++) assert.equal((await crash()).failure?.code, 'engine-stopped');
    const done = await generate(() => undefined, 1);
    assert.equal(done.failure?.code, 'engine-crashed');
    assert.match(done.failure.why, /3 times/);
  });
});

describe('an engine without a program', () => {
  it('says so', async () => {
    const engine = new EngineProcess(path.join(installRoot, 'dist', 'no-engine.js'));
    const spec = { file, descriptor: null, sequences: 1, contextTokens: null };
    for await (const heard of engine.ask({ kind: 'describe', model: spec }, neverAborted)) {
      assert.ok(heard.kind === 'crashed');
      assert.match(heard.failure.why, /Cannot find module/);
    }
  });
});

describe('the owner of an engine', () => {
  /** A process that uses a model, says its engine's id, then waits or ends by itself. */
  const owner = (then: string) => {
    const program = `
      import { localModel } from './src/model/local.ts';
      import { engineOf } from './src/model/engine-process.ts';
      const model = localModel({ name: 'm', file: ${JSON.stringify(file)}, installRoot: '.' });
      const prompt = { kind: 'text', text: 'x = 1\\n' };
      for await (const event of model.generate(prompt, { maxTokens: 1, temperature: 0 }));
      console.log(engineOf('.').pid);
      ${then}
    `;
    const args = ['--import', 'tsx', '--input-type=module', '-e', program];
    return spawn(process.execPath, args, {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  };
  const engineOfOwner = async (child: ReturnType<typeof owner>): Promise<number> => {
    const [data] = (await once(child.stdout, 'data')) as [Buffer];
    return Number(data.toString());
  };

  it('takes the engine with it when it is killed', async () => {
    const child = owner('setInterval(() => undefined, 1000);');
    const pid = await engineOfOwner(child);
    assert.ok(lives(pid));
    child.kill('SIGKILL');
    await ended(pid);
  });

  it('is not kept alive by an idle engine', async () => {
    const child = owner('');
    const exit = once(child, 'exit');
    const pid = await engineOfOwner(child);
    assert.deepEqual((await exit)[0], 0);
    await ended(pid);
  });
});
