import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fingerprint, needBubblewrap, printed, sh, World } from './world.ts';

/** Everything in a copy, as a command sees it: modes, links and contents. */
const all =
  'find . -mindepth 1 | sort | while read -r f; do stat -c "%n %A %N" "$f"; cat "$f" 2>&-; done';

describe('copies', () => {
  const worlds: World[] = [];

  before(async function () {
    await needBubblewrap(this);
  });

  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.dispose();
  });

  async function make(files: Readonly<Record<string, string>>, git = true): Promise<World> {
    const world = await World.create(files, git);
    worlds.push(world);
    return world;
  }

  it('hold what git lists, with exec bits and links, and the editor’s unsaved text', async () => {
    const world = await make({
      'run.sh': 'echo run',
      gone: 'x',
      'a.txt': 'a',
      '.gitignore': '*.log',
    });
    await world.write({ 'untracked.txt': 'u', 'noise.log': 'n', 'wanted.log': 'w' });
    await chmod(path.join(world.workspace, 'run.sh'), 0o755);
    await symlink('a.txt', path.join(world.workspace, 'inner'));
    await symlink('/outside/of/it', path.join(world.workspace, 'outer'));
    await unlink(path.join(world.workspace, 'gone'));
    const overlays = new Map([['a.txt', '\ufeffunsaved\r\n']]);
    const sandbox = await world.open({ overlays, include: ['wanted.log'] });
    const files = [
      '.gitignore',
      'a.txt',
      'inner',
      'outer',
      'run.sh',
      'untracked.txt',
      'wanted.log',
    ];
    assert.deepEqual(sandbox.snapshot.files(), files);
    assert.equal(await sandbox.snapshot.read('a.txt'), '\ufeffunsaved\r\n');
    assert.equal(await sandbox.snapshot.read('outer'), undefined);
    assert.match((await sandbox.snapshot.digest('run.sh')) ?? '', /^[0-9a-f]{64}$/);
    const copy = await sandbox.acquire({ kind: 'sample' });
    const seen = 'ls -A | xargs; ./run.sh; cat inner; readlink outer';
    const listing = `${files.join(' ')}\nrun\n\ufeffunsaved\r\n/outside/of/it\n`;
    assert.equal(await printed(copy, seen), listing);
  });

  it('are pristine again when reused, whatever a run did', async () => {
    const world = await make({
      'src/a.txt': 'aaaa',
      'src/b.txt': 'b',
      'c/d/e.txt': 'e',
      'f.sh': 'f',
    });
    await symlink('src', path.join(world.workspace, 'link'));
    const before = fingerprint(world.workspace);
    const sandbox = await world.open();
    const copy = await sandbox.acquire({ kind: 'sample' });
    const pristine = await printed(copy, all);
    await copy.apply([
      { path: 'src/b.txt', before: 'b', after: null },
      { path: 'new/file.txt', before: null, after: 'new' },
    ]);
    await printed(
      copy,
      `echo -n bbbb > x; touch -r src/a.txt x; cat x > src/a.txt; touch -r x src/a.txt;
       rm -r c; echo file > c; rm link; ln -s / link; mkdir -p deep/er; echo > deep/er/x;
       chmod 755 f.sh; rm f.sh; mkdir f.sh; mkdir shut; echo > shut/in; chmod 0 shut`,
    );
    await copy.release();
    const again = await sandbox.acquire({ kind: 'sample' });
    assert.equal(again.id, copy.id);
    assert.equal(await printed(again, all), pristine);
    assert.equal(fingerprint(world.workspace), before);
  });

  it('keep edits when restored, and put back what a run made of them', async () => {
    const world = await make({ 'pkg/a.txt': 'a', 'pkg/b.txt': 'b', 'run.sh': 'x' });
    await chmod(path.join(world.workspace, 'run.sh'), 0o755);
    const sandbox = await world.open({ workspace: path.join(world.workspace, 'pkg') });
    assert.equal(sandbox.snapshot.workspacePrefix, 'pkg');
    assert.equal(sandbox.snapshot.root, world.workspace);
    const copy = await sandbox.acquire({ kind: 'sample' });
    await copy.apply([{ path: 'a.txt', before: 'a', after: 'edited' }]);
    await printed(copy, 'echo x > pkg/a.txt; echo x > pkg/b.txt; echo x > run.sh');
    await copy.restore();
    assert.equal(await printed(copy, 'cat pkg/a.txt pkg/b.txt run.sh; test -x run.sh'), 'editedbx');
  });

  it('keep build output, and hand it to fresh copies', async () => {
    const world = await make({ 'a.py': 'x = 1\n', '.gitignore': 'target\n__pycache__\n' });
    const sandbox = await world.open();
    const first = await sandbox.acquire({ kind: 'sample' });
    const build =
      'mkdir -p target __pycache__; echo one > target/out; echo > __pycache__/a.cpython.pyc';
    await printed(first, build);
    await sandbox.keepBuildOutput(first);
    await printed(first, 'echo poisoned > target/out');
    const fresh = await sandbox.acquire({ kind: 'fresh' });
    assert.notEqual(fresh.id, first.id);
    assert.equal(await printed(fresh, 'cat target/out; ls __pycache__'), 'one\na.cpython.pyc\n');
    await first.release();
    const reused = await sandbox.acquire({ kind: 'sample' });
    assert.equal(await printed(reused, 'cat target/out'), 'poisoned\n');
  });

  it('never run one candidate’s bytecode for another’s source', async () => {
    const world = await make({ 'value.py': 'value = 1\n' });
    const copy = await (await world.open()).acquire({ kind: 'sample' });
    for (const value of [2, 3, 4]) {
      await copy.apply([{ path: 'value.py', before: null, after: `value = ${value}\n` }]);
      const script = `python3 -c 'import value; print(value.value)'`;
      assert.equal(await printed(copy, script), `${value}\n`);
    }
  });

  it('hold ignored files where asked, and name them', async () => {
    const world = await make({
      'a.txt': 'a',
      '.gitignore': '.env\ndist\nnode_modules\n__pycache__\n',
    });
    await world.write({
      '.env': 'KEY=1',
      'dist/a.js': 'built',
      'node_modules/x/i.js': 'x',
      '__pycache__/a.pyc': 'p',
    });
    const sandbox = await world.open();
    const copy = await sandbox.acquire({ kind: 'with-ignored' });
    assert.deepEqual(sandbox.missingIgnored(), ['.env', 'dist/']);
    assert.equal(
      await printed(copy, 'cat .env dist/a.js; echo; ls -A | xargs'),
      'KEY=1built\n.env .gitignore a.txt dist node_modules\n',
    );
    await copy.restore();
    assert.equal(await printed(copy, 'cat .env'), 'KEY=1');
    await copy.release();
    const sample = await sandbox.acquire({ kind: 'sample' });
    assert.equal(await printed(sample, 'ls -A | xargs'), '.gitignore a.txt node_modules\n');
  });

  it('are git repositories of their own where tests call git', async () => {
    const world = await make({ 'test/a_test.sh': 'git status', 'a.txt': 'a' });
    const sandbox = await world.open();
    assert.deepEqual(sandbox.snapshot.files(), ['a.txt', 'test/a_test.sh']);
    const copy = await sandbox.acquire({ kind: 'sample' });
    const commit = `git -c user.name=x -c user.email=x@x commit -qam more`;
    const log = await printed(
      copy,
      `git status --short; echo b > a.txt; ${commit}; git log --format=%s`,
    );
    assert.equal(log, 'more\nSnapshot\n');
    await copy.release();
    const again = await sandbox.acquire({ kind: 'sample' });
    assert.equal(await printed(again, 'git status --short; git log --format=%s'), 'Snapshot\n');
  });

  it('hold submodules, and are none of the repository around an ignored workspace', async () => {
    const world = await make({ 'a.txt': 'a' });
    const other = await make({ 'sub.txt': 'sub' });
    const add = [
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      other.workspace,
      'lib',
    ];
    execFileSync('git', add, { cwd: world.workspace, stdio: 'ignore' });
    await world.write({ 'lib/untracked.txt': 'u', '.gitignore': 'inner/', 'inner/b.txt': 'b' });
    const whole = await world.open();
    const files = ['.gitignore', '.gitmodules', 'a.txt', 'lib/sub.txt', 'lib/untracked.txt'];
    assert.deepEqual(whole.snapshot.files(), files);
    const inner = await world.open({ workspace: path.join(world.workspace, 'inner') });
    assert.deepEqual(inner.snapshot.files(), ['b.txt']);
  });

  it('follow .gitignore also without a repository', async () => {
    const files = {
      'a.txt': 'a',
      '.gitignore': '*.log',
      'x.log': 'l',
      'dist/d.js': 'd',
      'sub/b': 'b',
    };
    const world = await make({ ...files, 'node_modules/x/i.js': 'x' }, false);
    const sandbox = await world.open();
    assert.deepEqual(sandbox.snapshot.files(), ['.gitignore', 'a.txt', 'sub/b']);
    await sandbox.acquire({ kind: 'with-ignored' });
    assert.deepEqual(sandbox.missingIgnored(), ['dist/', 'x.log']);
    assert.ok(!(await readdir(world.workspace)).includes('.git'));
  });

  it('follow .gitignore also where git is missing', async () => {
    const world = await make(
      {
        'a.txt': 'a',
        'lib/b.txt': 'b',
        'lib/kept.log': 'b',
        'node_modules/dep/index.js': '1',
        'build/out.txt': 'o',
        'c.log': 'c',
        'private/d.txt': 'd',
        '.gitignore': '*.log\nprivate\n',
        'lib/.gitignore': '!kept.log\n',
      },
      false,
    );
    const usual = process.env['PATH'];
    const bin = path.join(world.folder, 'bin');
    await mkdir(bin);
    for (const tool of ['bwrap', 'mkfifo', 'sh'])
      await symlink(`/usr/bin/${tool}`, path.join(bin, tool));
    process.env['PATH'] = bin;
    try {
      const sandbox = await world.open({ include: ['private/d.txt'] });
      const files = ['.gitignore', 'a.txt', 'lib/.gitignore', 'lib/b.txt', 'lib/kept.log'];
      assert.deepEqual(sandbox.snapshot.files(), [...files, 'private/d.txt']);
      const copy = await sandbox.acquire({ kind: 'sample' });
      assert.equal(await printed(copy, 'read x < node_modules/dep/index.js; echo $x'), '1\n');
    } finally {
      process.env['PATH'] = usual;
    }
  });

  it('see dependencies read-only, and write runners’ caches to themselves', async () => {
    const world = await make({ 'a.js': '', '.gitignore': 'node_modules' });
    const packages = ['vite', 'other', '@scope/x', '.bin'];
    for (const name of packages) await world.write({ [`node_modules/${name}/i.js`]: name });
    await symlink('../a.js', path.join(world.workspace, 'node_modules', 'self.js'));
    const script = `cat node_modules/@scope/x/i.js; echo x 2>&- > node_modules/other/i.js || echo kept;
      mkdir -p node_modules/.vite-temp && echo x > node_modules/.vite-temp/c && echo cached;
      readlink -f node_modules/self.js`;
    const expected = `@scope/xkept\ncached\n${world.workspace}/a.js\n`;
    for (const round of ['cache absent', 'cache present']) {
      const before = fingerprint(world.workspace);
      const copy = await (await world.open()).acquire({ kind: 'sample' });
      assert.equal(await printed(copy, script), expected, round);
      assert.equal(fingerprint(world.workspace), before, round);
      for (const cache of ['.vite', '.vite-temp']) {
        await mkdir(path.join(world.workspace, 'node_modules', cache), { recursive: true });
      }
    }
  });

  it('see dependencies that are a link to elsewhere, and linked packages', async () => {
    const world = await make({ 'a.js': `console.log(require('dep') + require('linked'))` });
    const elsewhere = path.join(world.folder, 'elsewhere');
    for (const [name, value] of [
      ['node_modules/dep', 1],
      ['linked', 2],
    ] as const) {
      await mkdir(path.join(elsewhere, name), { recursive: true });
      await writeFile(path.join(elsewhere, name, 'index.js'), `module.exports = ${value}`);
    }
    await symlink('../linked', path.join(elsewhere, 'node_modules/linked'));
    await symlink('../elsewhere/node_modules', path.join(world.workspace, 'node_modules'));
    const before = fingerprint(elsewhere);
    const copy = await (await world.open()).acquire({ kind: 'sample' });
    assert.equal(await printed(copy, 'node a.js'), '3\n');
    assert.notEqual((await sh(copy, 'echo x > node_modules/dep/index.js')).exitCode, 0);
    assert.equal(fingerprint(elsewhere), before);
  });

  it('run in a virtual environment that only a mark tells', async () => {
    const world = await make({ 'a.py': '', '.gitignore': 'envs' });
    execFileSync('python3', ['-m', 'venv', '--without-pip', 'envs'], { cwd: world.workspace });
    const copy = await (await world.open()).acquire({ kind: 'sample' });
    const script = `envs/bin/python -c 'import sys; print(sys.prefix)'; echo x > envs/x || echo kept`;
    assert.match(await printed(copy, script), new RegExp(`^${world.workspace}/envs\n[^]*kept\n$`));
  });

  it('are gone when the sandbox is disposed, and runs with them', async () => {
    const world = await make({ 'a.txt': 'a' });
    const sandbox = await world.open();
    const copy = await sandbox.acquire({ kind: 'sample' });
    const running = sh(copy, 'sleep 60');
    const other = await sandbox.acquire({ kind: 'sample' });
    await other.release({ discard: true });
    await sandbox.dispose();
    assert.equal((await running).cause, 'cancelled');
    await sandbox.dispose();
    assert.deepEqual(await readdir(path.join(world.storage, 'sandbox')), []);
    await rm(world.workspace, { recursive: true });
  });
});
