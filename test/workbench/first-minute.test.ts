import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { editorServer } from '../../scripts/acceptance/editor/install.ts';
import { play } from '../../scripts/acceptance/editor/play.ts';

describe('the packaged extension in a real workbench', function () {
  this.timeout(300_000);

  before(function () {
    const missing = [
      ...(existsSync(editorServer('newest')) ? [] : ['no workbench is in .vscode-test']),
      ...(spawnSync('chromium', ['--version']).error ? ['Chromium is not installed'] : []),
    ];
    if (missing.length === 0) return;
    console.log(`      skipped: ${missing.join(', ')} (see .ci/run)`);
    this.skip();
  });

  it('is installed, suggests, and solves with the bundled model', async () => {
    const { result, measured } = await play('newest', 'first-minute');
    assert.deepEqual(result, { held: true }, JSON.stringify(measured));
  });
});
