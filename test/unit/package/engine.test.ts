import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { engineLibrary, isTarget, lockedEngine, targets } from '../../../scripts/package/engine.ts';

const lockFile = path.resolve(import.meta.dirname, '../../../package-lock.json');

describe('the engine of a platform', () => {
  // npm takes entries of other platforms out of the lock when it can.
  for (const target of targets) {
    it(`is locked in its library's version for ${target}`, async () => {
      const lock = JSON.parse(readFileSync(lockFile, 'utf8')) as {
        packages: Record<string, { version: string }>;
      };
      const { name, version } = await lockedEngine(target, lockFile);
      assert.match(name, /^@node-llama-cpp\//);
      assert.equal(version, lock.packages[`node_modules/${engineLibrary}`]?.version);
    });
  }

  it('is named where the lock lacks it', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-lock-'));
    try {
      const file = path.join(folder, 'package-lock.json');
      await writeFile(file, JSON.stringify({ packages: {} }));
      await assert.rejects(
        lockedEngine('win32-x64', file),
        /does not name @node-llama-cpp\/win-x64/,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('is one of few', () => {
    assert.deepEqual([isTarget('linux-x64'), isTarget('alpine-x64')], [true, false]);
  });
});
