import { execa } from 'execa';
import type { Target } from './engine.ts';

/** Pinned, and no dependency of ours: it brings hundreds of packages that only this needs. */
const vsce = ['exec', '--yes', '--package=@vscode/vsce@3.9.2', '--', 'vsce'];

/** The files of a staged folder that go into the package, relative to it. */
export async function listFiles(folder: string): Promise<string[]> {
  const { stdout } = await execa('npm', [...vsce, 'ls'], { cwd: folder });
  return stdout.split('\n').filter((line) => line !== '');
}

/** Whether vsce is told where the repository is: links and pictures of the README lead there then. */
export function hasAddress(options: readonly string[]): boolean {
  return options.some((option) => /^--base(?:Content|Images)Url\b/.test(option));
}

/** Packs a staged folder; without an address, links of the README stay as they are. */
export async function pack(
  folder: string,
  target: Target,
  out: string,
  options: readonly string[],
): Promise<void> {
  const links = hasAddress(options) ? [] : ['--no-rewrite-relative-links'];
  const where = ['--target', target, '--allow-missing-repository', '--out', out];
  const command = [...vsce, 'package', ...where, ...links, ...options];
  await execa('npm', command, { cwd: folder, stdio: 'inherit' });
}
