// Runs inside a network of its own: installs the packaged file, opens an editor with an empty
// profile, and takes a suggestion. Prints what it saw as a line of JSON.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { atEndOf, eager, savedAs, sums, typed } from '../editor/ghost.ts';
import { findEditor, install } from '../editor/install.ts';
import { openStage } from '../editor/stage.ts';
import { connects } from './outwards.ts';

const [file = '', address = '', port = ''] = process.argv.slice(2);
const extensions = await mkdtemp(path.join(os.tmpdir(), 'reckon-extensions-'));
try {
  const outwards = await connects(address, Number(port));
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 100) / 10;
  const installed = { ...(await findEditor()), extensions };
  await install(installed, file);
  const installedAfter = seconds();
  const files = { 'sums.py': sums };
  const stage = await openStage(installed, { answers: 'bundled', files, settings: eager });
  try {
    await atEndOf(stage, 'sums.py');
    const awakeAfter = seconds();
    const suggestion = await typed(stage, ' ');
    const suggestedAfter = seconds();
    await stage.bench.shot('package-offline');
    await stage.bench.page.keyboard.press('Tab');
    await savedAs(stage, 'sums.py', `${sums} ${suggestion}`);
    assert.equal(stage.bench.engines().length, 1);
    const interfaces = Object.keys(os.networkInterfaces());
    const times = { installedAfter, awakeAfter, suggestedAfter };
    console.log(JSON.stringify({ outwards, interfaces, suggestion, ...times }));
  } finally {
    await stage.close();
  }
} finally {
  await rm(extensions, { recursive: true, force: true });
}
