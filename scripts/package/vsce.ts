import { execa } from 'execa';
import type { Target } from './engine.ts';

/** Pinned, and no dependency of ours: it brings hundreds of packages that only this needs. */
const vsce = ['exec', '--yes', '--package=@vscode/vsce@3.9.2', '--', 'vsce'];

/** The files of a staged folder that go into the package, relative to it. */
export async function listFiles(folder: string): Promise<string[]> {
  const { stdout } = await execa('npm', [...vsce, 'ls'], { cwd: folder });
  return stdout.split('\n').filter((line) => line !== '');
}

/**
 * Packs a staged folder. Links of the README stay relative, to files that are packed too, unless
 * `options` say where the repository is (`--baseContentUrl`, `--baseImagesUrl`).
 */
export async function pack(
  folder: string,
  target: Target,
  out: string,
  options: readonly string[],
): Promise<void> {
  const links = options.length > 0 ? options : ['--no-rewrite-relative-links'];
  const where = ['--target', target, '--allow-missing-repository', '--out', out];
  await execa('npm', [...vsce, 'package', ...where, ...links], { cwd: folder, stdio: 'inherit' });
}
