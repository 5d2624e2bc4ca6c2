import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import type { Copy } from '../../src/sandbox/executor.ts';
import { failsWith, fingerprint, needBubblewrap, printed, sh, World } from './world.ts';

describe('confinement', () => {
  let world: World;
  let copy: Copy;

  before(async function () {
    await needBubblewrap(this);
    world = await World.create({ 'a.txt': 'a\n', '.gitignore': '.env\nnode_modules\n' });
    await world.write({ '.env': 'KEY=secret', 'node_modules/dep/index.js': '1' });
    copy = await (await world.open({ env: { GREETING: 'hello' } })).acquire({ kind: 'sample' });
  });

  after(async () => {
    await (world as World | undefined)?.dispose();
  });

  it('runs at the workspace’s own path and leaves the user’s tree alone', async () => {
    const before = fingerprint(world.workspace);
    const output = await printed(copy, 'pwd; cat a.txt; echo b > a.txt; echo new > new; cat a.txt');
    assert.equal(output, `${world.workspace}\na\nb\n`);
    assert.equal(fingerprint(world.workspace), before);
  });

  it('refuses writes outside the copy', async () => {
    await sh(copy, `echo x > ${world.folder}/x`);
    assert.ok(!existsSync(path.join(world.folder, 'x')));
    const outside = ['/x', '/usr/x', '/etc/x', '/dev/x', '/var/x'];
    for (const file of outside) {
      const { exitCode, output } = await sh(copy, `echo x > ${file}`);
      assert.notEqual(exitCode, 0, file);
      assert.match(output, /cannot create/);
      assert.ok(!existsSync(file));
    }
  });

  it('has no network but a loopback of its own', async () => {
    const server = createServer((socket) => {
      socket.end('outside');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const script = `
      const net = require('node:net');
      const dial = (port, host) => new Promise((resolve) => {
        net.connect(port, host).on('data', (data) => resolve(String(data)))
          .on('error', (error) => resolve(error.code));
      });
      const inside = net.createServer((socket) => socket.end('inside'));
      inside.listen(0, '127.0.0.1', async () => {
        console.log(await dial(inside.address().port, '127.0.0.1'));
        console.log(await dial(${port}, '127.0.0.1'));
        console.log(await dial(80, '192.0.2.1'));
        process.exit();
      });`;
    try {
      const output = await printed(copy, `node -e "${script}"`);
      assert.deepEqual(output.trim().split('\n'), ['inside', 'ECONNREFUSED', 'ENETUNREACH']);
    } finally {
      server.close();
    }
  });

  it('reaches the machine’s network where the user allows it', async () => {
    const server = createServer((socket) => {
      socket.end('outside');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const open = await (await world.open({ network: 'host' })).acquire({ kind: 'sample' });
    const script = `require('node:net').connect(${port}, '127.0.0.1').pipe(process.stdout)`;
    try {
      assert.equal(await printed(open, `node -e "${script}"`), 'outside');
    } finally {
      server.close();
    }
  });

  it('shows no file of the home folder but toolchains, and no secret', async () => {
    const secrets = '.ssh .aws .docker .config .netrc .npmrc .pypirc .git-credentials .gnupg';
    const seen = await printed(
      copy,
      `cd; for each in ${secrets}; do ls -d $each; done 2>/dev/null; :`,
    );
    assert.equal(seen, '');
    assert.equal(await printed(copy, 'ls -A .env 2>/dev/null; ls -A /run'), 'exchange\n');
    const { exitCode } = await sh(copy, 'cat /etc/shadow');
    assert.notEqual(exitCode, 0);
  });

  it('shows neither our storage nor other copies', async () => {
    assert.equal(await printed(copy, `ls -A ${world.folder}`), 'workspace\n');
    const mounts = await printed(copy, `cat /proc/self/environ | tr '\\0' '\\n'`);
    assert.ok(!mounts.includes(world.storage));
  });

  it('passes on a known environment only', async () => {
    process.env['SECRET_TOKEN'] = 'x';
    const names = (await printed(copy, 'env')).match(/^\w+(?==)/gm) as string[];
    delete process.env['SECRET_TOKEN'];
    for (const name of ['PATH', 'HOME', 'GREETING']) assert.ok(names.includes(name), name);
    for (const name of ['SECRET_TOKEN', 'OPENAI_API_KEY', 'SSH_AUTH_SOCK', 'NODE_OPTIONS']) {
      assert.ok(!names.includes(name), name);
    }
  });

  it('has a /tmp and a HOME of its own for each run', async () => {
    await printed(copy, 'echo x > /tmp/left; echo x > ~/left; echo x > /dev/shm/left');
    assert.equal(await printed(copy, 'ls /tmp/left ~/left /dev/shm/left 2>/dev/null; :'), '');
  });

  it('holds no capability', async () => {
    assert.match(await printed(copy, 'grep CapEff /proc/self/status'), /CapEff:\s+0+\n/);
  });

  it('hands files over by the exchange folder and trusts nothing in it', async () => {
    const exchange = await copy.exchange();
    await exchange.write('in.txt', 'given');
    const script =
      'cd "$1"; cat in.txt > out.txt; ln -s /etc/passwd link; mkfifo pipe; mkdir folder';
    const argv = ['/bin/sh', '-c', script, 'sh', exchange.path] as const;
    await copy.run({ argv, cwd: '', env: {}, timeoutMs: 30_000 }, exchange);
    assert.deepEqual(await exchange.list(), ['in.txt', 'out.txt']);
    assert.equal(await exchange.read('out.txt'), 'given');
    for (const name of ['link', 'pipe', 'folder', 'absent']) {
      assert.equal(await exchange.read(name), undefined, name);
    }
    await assert.rejects(exchange.read('../x'), /not the name of a file/);
    await exchange.dispose();
  });

  it('reaches the workspace also by the link that the user opened', async () => {
    const alias = path.join(world.folder, 'alias');
    await symlink(world.workspace, alias);
    const linked = await (await world.open({ workspace: alias })).acquire({ kind: 'sample' });
    assert.equal(
      await printed(linked, `cd ${alias}; pwd -P; cat a.txt`),
      `${world.workspace}\na\n`,
    );
  });

  it('fails with a reason where bubblewrap is missing, and runs without by consent', async () => {
    const usual = process.env['PATH'];
    const bin = path.join(world.folder, 'bin');
    await mkdir(bin);
    for (const tool of ['git', 'mkfifo']) await symlink(`/usr/bin/${tool}`, path.join(bin, tool));
    process.env['PATH'] = bin;
    try {
      await assert.rejects(world.open(), failsWith('no-confinement'));
      const sandbox = await world.open({ confinement: 'allow-unconfined' });
      assert.equal(sandbox.confinement, 'none');
    } finally {
      process.env['PATH'] = usual;
    }
  });

  it('says so where the folder to run in is not there', async () => {
    await assert.rejects(sh(copy, 'true', { cwd: 'absent' }), failsWith('sandbox-failed'));
  });

  it('starts nothing over a link to a file of the user', async () => {
    await writeFile(path.join(world.folder, 'outside.txt'), 'mine');
    await printed(copy, `ln -s ${world.folder}/outside.txt leak`);
    const edit = { path: 'leak', before: null, after: 'theirs' };
    await assert.rejects(copy.apply([edit]), failsWith('through-link'));
    await assert.rejects(copy.apply([{ ...edit, path: '../x' }]), failsWith('outside-workspace'));
    await assert.rejects(
      copy.apply([{ ...edit, path: 'node_modules/dep/index.js' }]),
      failsWith('through-link'),
    );
  });
});
