import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { exercismJavaScript, exercismTypeScript } from './exercism.ts';
import type { ProgramSet, ProgramSource } from './program.ts';
import { quixbugs } from './quixbugs.ts';

/** All program sets, unpacked in a temporary folder until `dispose`. */
export interface Library {
  readonly sources: Readonly<Record<ProgramSet, ProgramSource>>;
  dispose(): Promise<void>;
}

/** Opens the program sets of the data folder; each is unpacked when it is first asked. */
export async function openLibrary(): Promise<Library> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'reckon-programs-'));
  return {
    sources: {
      quixbugs: quixbugs(path.join(root, 'quixbugs')),
      'exercism-javascript': exercismJavaScript(path.join(root, 'javascript')),
      'exercism-typescript': exercismTypeScript(path.join(root, 'typescript')),
    },
    dispose: () => rm(root, { recursive: true, force: true }),
  };
}
