import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { fingerprint, printed, processesWith, sh, World } from './world.ts';

describe('without confinement', () => {
  let world: World;

  beforeEach(async function () {
    if (process.platform === 'win32') this.skip();
    world = await World.create({ 'a.txt': 'a', 'pkg/index.js': 'module.exports = __dirname' });
  });

  afterEach(async () => {
    await world.dispose();
  });

  /** Opens the sandbox with a PATH on which there is no bubblewrap. */
  async function open(): Promise<Sandbox> {
    const bin = path.join(world.folder, 'bin');
    await mkdir(bin);
    const usual = process.env['PATH'] ?? '';
    for (const name of ['git', 'mkfifo', 'sh', 'cat', 'sleep', 'setsid', 'env', 'ls', 'mkdir']) {
      const found = usual.split(':').find((folder) => existsSync(path.join(folder, name)));
      if (found !== undefined) await symlink(path.join(found, name), path.join(bin, name));
    }
    await symlink(process.execPath, path.join(bin, 'node'));
    process.env['PATH'] = bin;
    try {
      return await world.open({ confinement: 'allow-unconfined' });
    } finally {
      process.env['PATH'] = usual;
    }
  }

  it('runs in the copy, at its own path, with a private TMPDIR', async () => {
    const before = fingerprint(world.workspace);
    const sandbox = await open();
    assert.equal(sandbox.confinement, 'none');
    const copy = await sandbox.acquire({ kind: 'sample' });
    await copy.apply([{ path: 'a.txt', before: 'a', after: 'b' }]);
    const output = await printed(copy, 'cat a.txt; echo; pwd; echo $TMPDIR; echo x > a.txt');
    const [text, folder, temporary] = output.trim().split('\n');
    assert.equal(text, 'b');
    assert.ok(folder?.startsWith(world.storage));
    assert.ok(temporary?.startsWith(world.storage));
    assert.equal(fingerprint(world.workspace), before);
    assert.equal((await sh(copy, 'exec no-such-program')).exitCode, 127);
  });

  it('links dependencies so that caches and packages of the workspace are the copy’s', async () => {
    await world.write({
      'node_modules/dep/index.js': 'module.exports = __dirname',
      '.gitignore': 'node_modules',
    });
    await mkdir(path.join(world.workspace, 'node_modules/@scope'));
    await symlink('../../pkg', path.join(world.workspace, 'node_modules/@scope/pkg'));
    const before = fingerprint(world.workspace);
    const copy = await (await open()).acquire({ kind: 'sample' });
    const script = `mkdir node_modules/.vite; node -p "require('dep')"; node -p "require('@scope/pkg')"`;
    const [dep, pkg] = (await printed(copy, script)).split('\n');
    assert.equal(dep, path.join(world.workspace, 'node_modules/dep'));
    assert.ok(pkg?.startsWith(world.storage));
    assert.equal(fingerprint(world.workspace), before);
  });

  it('finds and kills what left the process group', async () => {
    const copy = await (await open()).acquire({ kind: 'sample' });
    const script = `(setsid sh -c 'trap "" TERM; sleep 7731 & sleep 7731' &) ; sleep 7731`;
    assert.equal((await sh(copy, script, { timeoutMs: 500 })).cause, 'timeout');
    assert.deepEqual(processesWith('sleep\x007731'), []);
    assert.equal((await sh(copy, 'setsid sleep 7732 & exit 4')).exitCode, 4);
    assert.deepEqual(processesWith('sleep\x007732'), []);
  });
});
