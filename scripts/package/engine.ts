import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';

/** What loads the engine: the one dependency that is packed. */
export const engineLibrary = 'node-llama-cpp';

/** The package with the engine of each platform that Reckon is packed for: all for the processor. */
const engines = {
  'linux-x64': '@node-llama-cpp/linux-x64',
  'win32-x64': '@node-llama-cpp/win-x64',
  'darwin-arm64': '@node-llama-cpp/mac-arm64-metal',
} as const;

/** A platform, as the marketplaces call it. */
export type Target = keyof typeof engines;

export const targets = Object.keys(engines) as Target[];

export function isTarget(name: string): name is Target {
  return Object.hasOwn(engines, name);
}

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), integrity: z.string().optional() }),
  ),
});
const packedSchema = z.tuple([z.object({ filename: z.string(), integrity: z.string() })]);

export interface LockedEngine {
  readonly name: string;
  readonly version: string;
  /** Where the lock has a checksum: npm writes none for what is not for the machine that locks. */
  readonly integrity?: string | undefined;
}

/** The engine of a platform as package-lock.json names it; throws where it does not. */
export async function lockedEngine(target: Target, lockFile: string): Promise<LockedEngine> {
  const name = engines[target];
  const { packages } = lockSchema.parse(JSON.parse(await readFile(lockFile, 'utf8')));
  const { version, integrity } = packages[`node_modules/${name}`] ?? {};
  if (version === undefined) throw new Error(`package-lock.json does not name ${name}`);
  return { name, version, integrity };
}

/** Fetches an engine among modules; throws where the registry lacks it or has another. */
export async function fetchEngine(locked: LockedEngine, modules: string): Promise<void> {
  const engine = `${locked.name}@${locked.version}`;
  const folder = path.join(modules, locked.name);
  await mkdir(folder, { recursive: true });
  const pack = ['pack', '--json', '--prefer-offline', engine];
  const { stdout, stderr, failed } = await execa('npm', pack, { cwd: folder, reject: false });
  if (failed) {
    const why = /"summary": "(.*)"/.exec(stdout)?.[1] ?? stderr;
    throw new Error(`${engine} cannot be fetched: ${why}`);
  }
  const [{ filename, integrity }] = packedSchema.parse(JSON.parse(stdout));
  if (locked.integrity !== undefined && locked.integrity !== integrity) {
    throw new Error(`${engine} is not the one that package-lock.json names`);
  }
  await execa('tar', ['-xzf', filename, '--strip-components=1'], { cwd: folder });
  await rm(path.join(folder, filename));
}
