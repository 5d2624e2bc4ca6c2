import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { engineLibrary } from './engine.ts';
import { withoutBlankEnds } from './licences.ts';
import type { Notice } from './notices.ts';

/** Where llama.cpp keeps its own licence and those of what is built into it. */
const licenceFile = /^(?:LICENSE|licenses\/LICENSE-.+|vendor\/.+\/LICENSE(?:\.md)?)$/;
/** It has its licence in its first comment. */
const matrices = 'ggml/src/ggml-cpu/llamafile/sgemm.cpp';

/**
 * llama.cpp and what is built into it, by the sources that the engine's library comes with: a git
 * bundle of the very release.
 */
export async function engineNotices(repository: string): Promise<Notice[]> {
  const folder = path.join(repository, 'node_modules', engineLibrary, 'llama');
  const info = await readFile(path.join(folder, 'llama.cpp.info.json'), 'utf8');
  const { tag: version } = z.object({ tag: z.string() }).parse(JSON.parse(info));
  const clone = await mkdtemp(path.join(os.tmpdir(), 'reckon-llama-'));
  const git = async (...args: string[]) =>
    (await execa('git', ['--git-dir', clone, ...args])).stdout;
  try {
    await git('clone', '--quiet', '--bare', path.join(folder, 'gitRelease.bundle'), clone);
    const files = (await git('ls-tree', '-r', '--name-only', 'HEAD')).split('\n');
    const notices: Notice[] = [];
    for (const file of files.filter((each) => licenceFile.test(each) || each === matrices)) {
      const source = await git('show', `HEAD:${file}`);
      const text = file === matrices ? firstComment(source) : withoutBlankEnds(source);
      const part = path.dirname(file) === '.' ? '' : `: ${file}`;
      notices.push({ name: `llama.cpp${part}`, version, licence: '', text });
    }
    return notices;
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}

/** The lines of `//` that a source begins with, without the slashes. */
function firstComment(source: string): string {
  const lines = /^(?:\/\/.*\n)*/.exec(source)?.[0].split('\n') ?? [];
  return withoutBlankEnds(lines.map((line) => line.replace(/^\/\/ ?/, '')).join('\n'));
}
