// Packs the extension for one platform: `npm run package [-- TARGET [VSCE_OPTION]...]` writes
// dist/reckon-TARGET.vsix. See docs/packaging.md.
import { statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isTarget, targets } from './package/engine.ts';
import { collectNotices, formatNotices } from './package/notices.ts';
import { repository, stage } from './package/stage.ts';
import { hasAddress, listFiles, pack } from './package/vsce.ts';

const mostBytes = 120e6;

const [target = 'linux-x64', ...options] = process.argv.slice(2);
if (!isTarget(target)) throw new Error(`${target} is none of ${targets.join(', ')}`);

const packagePath = path.join(repository, 'dist', `reckon-${target}.vsix`);
const folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-package-'));
try {
  await stage(folder, target, hasAddress(options));
  const notices = await collectNotices(repository, folder, await listFiles(folder));
  await writeFile(path.join(folder, 'ThirdPartyNotices.txt'), formatNotices(notices));
  await pack(folder, target, packagePath, options);
} finally {
  await rm(folder, { recursive: true, force: true });
}
const { size } = statSync(packagePath);
console.log(`${path.relative(repository, packagePath)}: ${(size / 1e6).toFixed(1)} MB`);
if (size > mostBytes) throw new Error(`larger than ${mostBytes / 1e6} MB`);
