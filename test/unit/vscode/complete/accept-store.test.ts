import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { AcceptRow } from '../../../../src/complete/accept-log.ts';
import { AcceptStore } from '../../../../src/vscode/complete/accept-store.ts';

const row = (at: number): AcceptRow => ({
  at,
  language: 'python',
  model: 'bundled',
  p: 0.5,
  shift: 0,
  explored: false,
  outcome: 'accepted',
});

describe('the store of outcomes', () => {
  let folder: string;
  const file = () => path.join(folder, 'storage', 'accepts.jsonl');
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-accepts-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const store = () => new AcceptStore(path.dirname(file()));

  it('gives what it was given, and is readable by its owner alone', async () => {
    assert.deepEqual(await store().read(), []);
    await store().add(row(1));
    await store().add(row(2));
    assert.deepEqual(await store().read(), [row(1), row(2)]);
    assert.equal((await stat(file())).mode & 0o777, 0o600);
  });

  it('leaves out what it cannot read', async () => {
    await store().add(row(1));
    const text = await readFile(file(), 'utf8');
    await writeFile(file(), `${text}{"at": "never"}\nhalf a li\n`);
    assert.deepEqual(await store().read(), [row(1)]);
  });

  it('keeps the newest 20,000', async () => {
    await store().add(row(0));
    const lines = Array.from({ length: 20_001 }, (_, at) => JSON.stringify(row(at + 1)));
    await writeFile(file(), `${lines.join('\n')}\n`);
    const rows = await store().read();
    assert.deepEqual([rows.length, rows[0]?.at], [20_000, 2]);
    assert.equal((await readFile(file(), 'utf8')).trim().split('\n').length, 20_000);
  });
});
