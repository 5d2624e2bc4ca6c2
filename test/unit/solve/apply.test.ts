import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import type { Patch } from '../../../src/base/edit.ts';
import { applyPatch } from '../../../src/solve/apply/apply.ts';
import { thisOwner } from '../../../src/solve/apply/journal.ts';
import { undoName } from '../../../src/solve/apply/plan.ts';
import { recoverApplies } from '../../../src/solve/apply/recover.ts';

const oldTree: Record<string, string> = {
  'a.py': '\uFEFFx = 1\r\ny = 2',
  'bin/run.sh': '#!/bin/sh\necho old\n',
  'old/gone.txt': 'gone\n',
  'same.txt': 'same\n',
};
const patch: Patch = [
  { path: 'a.py', before: oldTree['a.py'] ?? '', after: '\uFEFFx = 3\r\ny = 2' },
  { path: 'bin/run.sh', before: oldTree['bin/run.sh'] ?? '', after: '#!/bin/sh\necho new\n' },
  { path: 'deep/er/new file.txt', before: null, after: 'new\n' },
  { path: 'old/gone.txt', before: 'gone\n', after: null },
];
const newTree: Record<string, string> = {
  'a.py': '\uFEFFx = 3\r\ny = 2',
  'bin/run.sh': '#!/bin/sh\necho new\n',
  'deep/er/new file.txt': 'new\n',
  'same.txt': 'same\n',
};

interface Place {
  workspace: string;
  storage: string;
  traceDir: string;
}

async function makePlace(root: string): Promise<Place> {
  const place = {
    workspace: path.join(root, 'workspace'),
    storage: path.join(root, 'storage'),
    traceDir: path.join(root, 'trace'),
  };
  for (const [name, text] of Object.entries(oldTree)) {
    const file = path.join(place.workspace, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await chmod(path.join(place.workspace, 'bin/run.sh'), 0o751);
  return place;
}

/** Every file below a folder, and every empty folder (with a `/`), with its content. */
async function contents(folder: string): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, full).replaceAll('\\', '/');
    if (entry.isFile()) all[name] = await readFile(full, 'utf8');
    else if (entry.isDirectory() && (await readdir(full)).length === 0) all[`${name}/`] = '';
  }
  return all;
}

async function applying(place: Place, onStep?: (step: string) => void, signal?: AbortSignal) {
  const options = { ...place, patch, ...(onStep && { onStep }) };
  return (await applyPatch(options, signal))?.code ?? null;
}

describe('applyPatch', () => {
  let root = '';
  let place: Place;
  beforeEach(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'reckon-apply-'));
    place = await makePlace(root);
  });
  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  it('changes, makes and deletes files, keeps modes, and leaves no journal', async () => {
    assert.equal(await applying(place), null);
    assert.deepEqual(await contents(place.workspace), { ...newTree, 'old/': '' });
    assert.deepEqual(await contents(place.storage), { 'applies/': '' });
    const { mode } = await stat(path.join(place.workspace, 'bin/run.sh'));
    assert.equal(mode & 0o777, 0o751);
    assert.deepEqual(await recoverApplies(place.storage), []);
  });

  it('leaves a patch that git can undo it with', async () => {
    await applying(place);
    const undo = path.join(place.traceDir, undoName);
    execFileSync('git', ['apply', undo], { cwd: place.workspace, stdio: 'pipe' });
    assert.deepEqual(await contents(place.workspace), oldTree);
  });

  const strange: Record<string, (file: (name: string) => string) => Promise<unknown>> = {
    'a changed file': (file) => writeFile(file('a.py'), 'x = 9\n'),
    'a file that is gone': (file) => rm(file('old/gone.txt')),
    'a file that should not be there': async (file) => {
      await mkdir(file('deep/er'), { recursive: true });
      await writeFile(file('deep/er/new file.txt'), 'mine\n');
    },
    'a folder in its place': async (file) => {
      await rm(file('a.py'));
      await mkdir(file('a.py'));
    },
  };
  for (const [name, change] of Object.entries(strange)) {
    it(`does nothing where the tree changed: ${name}`, async () => {
      await change((file) => path.join(place.workspace, file));
      const tree = await contents(place.workspace);
      assert.equal(await applying(place), 'tree-changed');
      assert.deepEqual(await contents(place.workspace), tree);
    });
  }

  it('never goes through a link', async () => {
    const outside = path.join(root, 'outside');
    await mkdir(outside);
    await symlink(outside, path.join(place.workspace, 'deep'), 'junction');
    assert.equal(await applying(place), 'path-link');
    const evil: Patch = [{ path: '../outside/x', before: null, after: 'x' }];
    assert.equal((await applyPatch({ ...place, patch: evil }))?.code, 'path-outside');
    assert.deepEqual(await contents(outside), {});
  });

  it('does not rewrite a file that is not UTF-8', async () => {
    await writeFile(path.join(place.workspace, 'a.py'), Buffer.from('x = "\xe9"\n', 'latin1'));
    const latin: Patch = [{ path: 'a.py', before: 'x = "\uFFFD"\n', after: 'x = 1\n' }];
    assert.equal((await applyPatch({ ...place, patch: latin }))?.code, 'not-utf-8');
  });

  it('takes back what fails, at any step', async () => {
    const steps: string[] = [];
    await applying(place, (step) => steps.push(step));
    assert.ok(steps.length >= 10);
    for (const [at, step] of steps.entries()) {
      await rm(root, { recursive: true });
      place = await makePlace(root);
      let left = at;
      const fail = () => {
        if (left-- === 0) throw new Error('no space left on device');
      };
      assert.equal(await applying(place, fail), 'apply-failed', step);
      assert.deepEqual(await contents(place.workspace), oldTree, step);
      assert.deepEqual(Object.keys(await contents(place.traceDir)), [], step);
      assert.deepEqual(await contents(place.storage), { 'applies/': '' }, step);
    }
  });

  it('heeds a signal until the first file is replaced', async () => {
    const early = new AbortController();
    const cancel = (step: string) => {
      if (step === 'prepare a.py') early.abort();
    };
    assert.equal(await applying(place, cancel, early.signal), 'cancelled');
    assert.deepEqual(await contents(place.workspace), oldTree);
    const late = new AbortController();
    const tooLate = (step: string) => {
      if (step === 'replace a.py') late.abort();
    };
    assert.equal(await applying(place, tooLate, late.signal), null);
  });

  it('stops at a file that an editor saves meanwhile, and keeps that', async () => {
    const save = (step: string) => {
      const file = path.join(place.workspace, 'bin/run.sh');
      if (step === 'replace bin/run.sh') execFileSync('sh', ['-c', `echo mine > '${file}'`]);
    };
    assert.equal(await applying(place, save), 'tree-changed');
    assert.deepEqual(await contents(place.workspace), { ...oldTree, 'bin/run.sh': 'mine\n' });
  });
});

describe('an apply that was cut', () => {
  let folder = '';
  let program = '';
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-cut-'));
    program = path.join(folder, 'cut-apply.mjs');
    await build({
      entryPoints: [path.resolve(import.meta.dirname, '../../support/cut-apply.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
  });
  after(async () => {
    await rm(folder, { recursive: true });
  });

  /** Runs the apply in a process of its own that dies before the step; false where it ran through. */
  function cut(place: Place, step: number): boolean {
    const options = JSON.stringify({ ...place, patch });
    const run = spawnSync(process.execPath, [program, options, String(step)], { encoding: 'utf8' });
    assert.ok(run.signal === 'SIGKILL' || run.status === 0, run.stderr);
    return run.signal === 'SIGKILL';
  }

  it('is taken back at the next start, wherever it was cut', async () => {
    let step = 0;
    for (; ; step++) {
      const root = path.join(folder, String(step));
      const place = await makePlace(root);
      if (!cut(place, step)) {
        assert.deepEqual(await contents(place.workspace), { ...newTree, 'old/': '' });
        break;
      }
      const [undone, ...more] = await recoverApplies(place.storage);
      assert.deepEqual([undone?.code, undone?.changed, more.length], ['apply-undone', [], 0]);
      assert.deepEqual(await contents(place.workspace), oldTree, `step ${step}`);
      const { mode } = await stat(path.join(place.workspace, 'bin/run.sh'));
      assert.equal(mode & 0o777, 0o751);
      assert.deepEqual(Object.keys(await contents(place.traceDir)), []);
      assert.deepEqual(await recoverApplies(place.storage), []);
    }
    assert.ok(step >= 10);
  });

  it('keeps what the user changed since, and says so', async () => {
    const place = await makePlace(path.join(folder, 'changed'));
    const last = 10;
    assert.ok(cut(place, last));
    const mine = path.join(place.workspace, 'a.py');
    assert.equal(await readFile(mine, 'utf8'), newTree['a.py']);
    await writeFile(mine, 'mine\n');
    const [undone] = await recoverApplies(place.storage);
    assert.deepEqual(undone?.changed, ['a.py']);
    assert.match(undone.why, /a\.py changed since/);
    assert.deepEqual(await contents(place.workspace), { ...oldTree, 'a.py': 'mine\n' });
  });

  it('leaves nothing behind where the journal itself was cut', async () => {
    const { storage } = await makePlace(path.join(folder, 'journal'));
    const applies = path.join(storage, 'applies');
    await mkdir(applies, { recursive: true });
    const { pid, start } = thisOwner();
    const living = `${pid}-${start}-00.json.tmp`;
    for (const name of [living, `${pid}-1-00.json.tmp`, '999999999-1-00.json.tmp'])
      await writeFile(path.join(applies, name), '{');
    assert.deepEqual(await recoverApplies(storage), []);
    assert.deepEqual(await readdir(applies), [living]);
  });

  it('is left alone while its owner lives', async () => {
    const place = await makePlace(path.join(folder, 'alive'));
    const seen: Promise<unknown[]>[] = [];
    await applying(place, () => seen.push(recoverApplies(place.storage)));
    for (const undone of await Promise.all(seen)) assert.deepEqual(undone, []);
    assert.deepEqual(await contents(place.workspace), { ...newTree, 'old/': '' });
  });
});
