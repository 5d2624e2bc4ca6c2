import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimFolder, processStart, sweepFolders } from '../../src/sandbox/locks.ts';
import { needBubblewrap, processesWith, World } from './world.ts';

/** Starts an owner of a sandbox and waits until its command runs. */
async function owner(world: World, seconds: string): Promise<ChildProcess> {
  const script = path.join(import.meta.dirname, 'owner.ts');
  const args = ['--import', 'tsx', script, world.workspace, world.storage, seconds];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  while (processesWith(`sleep\x00${seconds}`).length < 2) {
    assert.equal(child.exitCode, null);
    await sleep(20);
  }
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

describe('after a crash', () => {
  let world: World;

  beforeEach(async function () {
    await needBubblewrap(this);
    world = await World.create({ 'a.txt': 'a' });
  });

  afterEach(async () => {
    await (world as World | undefined)?.dispose();
  });

  it('no process is left, and the next one sweeps the dead owner’s folder alone', async () => {
    const alive = await owner(world, '7721');
    const parent = path.join(world.storage, 'sandbox');
    const spared = await readdir(parent);
    const crashed = await owner(world, '7722');
    assert.equal((await readdir(parent)).length, 2);
    await kill(crashed);
    while (processesWith('sleep\x007722').length > 0) await sleep(5);
    const mine = await world.open();
    assert.equal((await readdir(parent)).length, 2);
    assert.ok((await readdir(parent)).includes(spared[0]!));
    assert.equal(processesWith('sleep\x007721').length, 2);
    await mine.dispose();
    await kill(alive);
  });

  it('folders are private, and a lock tells their owner', async () => {
    const sandbox = await world.open();
    const parent = path.join(world.storage, 'sandbox');
    const [name] = await readdir(parent);
    assert.equal((await stat(parent)).mode & 0o777, 0o700);
    assert.equal((await stat(path.join(parent, name!))).mode & 0o777, 0o700);
    await sandbox.dispose();
  });

  it('a folder is swept when its pid was given out again, or when it is foreign and old', async () => {
    const parent = path.join(world.folder, 'locks');
    const lock = async (name: string, owner: object | string, ageMs = 0) => {
      const folder = path.join(parent, name);
      await mkdir(path.join(folder, 'shut'), { recursive: true });
      await chmod(path.join(folder, 'shut'), 0);
      const text = typeof owner === 'string' ? owner : JSON.stringify(owner);
      await writeFile(path.join(folder, 'lock'), text);
      const then = (Date.now() - ageMs) / 1000;
      await utimes(folder, then, then);
    };
    const mine = path.basename(await claimFolder(parent));
    const { pid } = process;
    const here = JSON.parse(await readFile(path.join(parent, mine, 'lock'), 'utf8')) as object;
    const day = 24 * 3_600_000;
    await lock('reused-pid', { ...here, start: '1' });
    await lock('no-such-process', { ...here, pid: 2 ** 22 + 1 });
    await lock('foreign', { ...here, host: 'elsewhere' }, day);
    await lock('foreign-old', { ...here, host: 'elsewhere' }, 3 * day);
    await lock('other-namespace', { ...here, pid, pidNamespace: 'pid:[1]' });
    await lock('unreadable', '{');
    await lock('.new-old', '', day);
    await lock('.new-young', '');
    await sweepFolders(parent);
    const left = ['.new-young', 'foreign', 'other-namespace', 'unreadable', mine];
    assert.deepEqual((await readdir(parent)).sort(), left.sort());
  });

  it('the start of a process is known, and of none where there is none', () => {
    assert.match(processStart(process.pid) ?? '', /^\d+$/);
    assert.equal(processStart(2 ** 22 + 1), null);
  });
});
