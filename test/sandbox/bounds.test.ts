import assert from 'node:assert/strict';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Copy, RunResult } from '../../src/sandbox/executor.ts';
import { supervise } from '../../src/sandbox/process.ts';
import { startBubblewrap } from '../../src/sandbox/confined.ts';
import { machineBounds, type Bounds } from '../../src/sandbox/bounds.ts';
import { makePipe, openPipe } from '../../src/sandbox/pipe.ts';
import { needBubblewrap, processesWith, sh, World } from './world.ts';

/** Leaves processes that refuse SIGTERM, in sessions of their own, given to another parent. */
const stubborn = (mark: string) =>
  `for i in 1 2 3; do (setsid sh -c 'trap "" TERM HUP INT; (sleep ${mark} & sleep ${mark})' &) ; done;
   trap "" TERM; sleep ${mark}`;

describe('bounds of a run', () => {
  let world: World;
  let copy: Copy;
  let pipes = 0;

  before(async function () {
    await needBubblewrap(this);
    world = await World.create({ 'a.txt': 'a' });
    copy = await (await world.open()).acquire({ kind: 'sample' });
  });

  after(async () => {
    await (world as World | undefined)?.dispose();
  });

  /** Runs a script with bounds of its own, over the whole file system read-only. */
  async function bounded(script: string, bounds: Partial<Bounds>): Promise<RunResult> {
    const file = `${world.folder}/pipe-${++pipes}`;
    await makePipe(file);
    const pipe = openPipe(file);
    const options = ['--unshare-all', '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev'];
    const writable = ['--bind', world.folder, world.folder, '--chdir', world.folder];
    const argv = ['/bin/sh', '-c', script] as const;
    const started = startBubblewrap([...options, ...writable], argv, pipe.writeEnd);
    closeSync(pipe.writeEnd);
    const all = { ...machineBounds(), ...bounds, timeoutMs: 30_000 };
    return await supervise(started, pipe.readEnd, all, new AbortController().signal);
  }

  it('ends the whole tree when time is up', async () => {
    const result = await sh(copy, stubborn('7711'), { timeoutMs: 700 });
    assert.equal(result.cause, 'timeout');
    assert.equal(result.exitCode, null);
    assert.deepEqual(processesWith('sleep\x007711'), []);
  });

  it('ends the whole tree when cancelled', async () => {
    const ctrl = new AbortController();
    const running = sh(copy, stubborn('7712'), { signal: ctrl.signal });
    while (processesWith('sleep\x007712').length === 0) await sleep(20);
    ctrl.abort();
    assert.equal((await running).cause, 'cancelled');
    assert.deepEqual(processesWith('sleep\x007712'), []);
    const late = await sh(copy, 'true', { signal: ctrl.signal });
    assert.equal(late.cause, 'cancelled');
  });

  it('leaves no process behind a command that ends by itself', async () => {
    const result = await sh(copy, 'setsid sleep 7713 & sleep 7713 & exit 3');
    assert.deepEqual([result.cause, result.exitCode], ['exit', 3]);
    assert.deepEqual(processesWith('sleep\x007713'), []);
  });

  it('ends a flood of output, keeping its start and end', async () => {
    const result = await sh(copy, 'echo first; yes flood');
    assert.equal(result.cause, 'output');
    assert.match(result.output, /^first\nflood/);
    assert.ok(Buffer.byteLength(result.output) < 11 * 2 ** 20);
  });

  it('keeps the order of both streams', async () => {
    const result = await sh(copy, 'for i in 1 2 3; do echo o$i; echo e$i > /dev/stderr; done');
    assert.equal(result.output, 'o1\ne1\no2\ne2\no3\ne3\n');
  });

  it('ends what takes too much memory, all processes together', async () => {
    const hog = `node -e "globalThis.x = Buffer.alloc(150e6, 1); setTimeout(() => 0, 60000)"`;
    const result = await bounded(`${hog} & ${hog} & wait`, { memoryBytes: 300e6 });
    assert.equal(result.cause, 'memory');
  });

  it('ends a growing crowd of processes', async () => {
    const result = await bounded('while :; do sleep 7714 & done', { processes: 60 });
    assert.equal(result.cause, 'processes');
    assert.deepEqual(processesWith('sleep\x007714'), []);
  });

  it('ends what writes too much, also by children that have ended', async () => {
    const script = 'while :; do dd if=/dev/zero of=big bs=1M count=4 conv=fsync 2>&-; done';
    const result = await bounded(script, { writtenBytes: 40e6 });
    assert.equal(result.cause, 'disk');
  });

  it('tells a missing program and the exit status as a shell does', async () => {
    const exchange = await copy.exchange();
    const command = { argv: ['no-such-program'], cwd: '', env: {}, timeoutMs: 30_000 } as const;
    assert.equal((await copy.run(command, exchange)).exitCode, 127);
    assert.equal((await sh(copy, 'kill -SEGV $$')).exitCode, 139);
  });
});
