import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type MeasuredRun, storageRoot, surplus, TraceStore } from '../../../src/trace/store.ts';

const hour = 3_600_000;

describe('the storage root', () => {
  it('is RECKON_HOME, else in XDG_STATE_HOME, else in the home folder', () => {
    const home = '/home/ada';
    const cases: [Record<string, string>, string][] = [
      [{ RECKON_HOME: '/r', XDG_STATE_HOME: '/x' }, '/r'],
      [{ RECKON_HOME: '', XDG_STATE_HOME: '/x' }, '/x/reckon'],
      [{ XDG_STATE_HOME: 'relative' }, '/home/ada/.local/state/reckon'],
      [{}, '/home/ada/.local/state/reckon'],
      [{ RECKON_HOME: 'here' }, path.resolve('here')],
    ];
    for (const [env, expected] of cases) assert.equal(storageRoot(env, home), expected);
  });
});

describe('which runs go', () => {
  const now = 100 * hour;
  const run = (name: string, bytes: number, hoursAgo: number): MeasuredRun => ({
    run: name,
    dir: name,
    file: name,
    bytes,
    touched: now - hoursAgo * hour,
  });
  const names = (runs: MeasuredRun[], keep: { runs: number; bytes: number }) =>
    surplus(runs, keep, now).map((one) => one.run);

  it('the oldest past the number, one place left for the next', () => {
    const runs = [run('c', 1, 2), run('b', 1, 3), run('a', 1, 4)];
    assert.deepEqual(names(runs, { runs: 3, bytes: 100 }), ['a']);
    assert.deepEqual(names(runs, { runs: 4, bytes: 100 }), []);
  });

  it('the oldest past the bytes', () => {
    const runs = [run('c', 60, 2), run('b', 30, 3), run('a', 20, 4)];
    assert.deepEqual(names(runs, { runs: 50, bytes: 100 }), ['a']);
  });

  it('never one that may still be going on', () => {
    const runs = [run('c', 60, 0), run('b', 60, 0.9), run('a', 60, 1.1)];
    assert.deepEqual(names(runs, { runs: 1, bytes: 1 }), ['a']);
  });
});

describe('the store of runs', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'reckon-store-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('makes private folders and lists them newest first, each workspace apart', async () => {
    const store = new TraceStore(root);
    const first = await store.newRun('/w', 1000);
    const second = await store.newRun('/w', 2000);
    await store.newRun('/other', 3000);
    assert.deepEqual(await store.listRuns('/w'), [second, first]);
    assert.equal(statSync(first.dir).mode & 0o777, 0o700);
    assert.equal(statSync(path.dirname(first.dir)).mode & 0o777, 0o700);
    assert.equal(path.dirname(first.file), first.dir);
  });

  it('gives runs of the same moment folders of their own', async () => {
    const store = new TraceStore(root);
    const runs = await Promise.all([1, 2, 3].map(() => store.newRun('/w', 1000)));
    assert.equal(new Set(runs.map(({ dir }) => dir)).size, 3);
  });

  it('removes what is too old, and nothing that it did not make', async () => {
    const store = new TraceStore(root, { runs: 2, bytes: 1e6 });
    const old = await store.newRun('/w', 1000);
    const stranger = path.join(path.dirname(old.dir), 'notes');
    mkdirSync(stranger);
    const recent = await store.newRun('/w', 2000);
    writeFileSync(old.file, 'x');
    for (const name of [old.file, old.dir]) utimesSync(name, 1, 1);
    const last = await store.newRun('/w');
    assert.deepEqual(await store.listRuns('/w'), [last, recent]);
    assert.ok(statSync(stranger).isDirectory());
  });

  it('clears every run and can go on', async () => {
    const store = new TraceStore(root);
    await store.newRun('/w');
    await store.clear();
    assert.deepEqual(await store.listRuns('/w'), []);
    const run = await store.newRun('/w');
    assert.deepEqual(await store.listRuns('/w'), [run]);
  });
});
