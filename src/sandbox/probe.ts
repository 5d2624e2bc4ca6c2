import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Failure } from '../base/failure.ts';
import { bubblewrapOptions } from './bubblewrap.ts';
import { sandboxExecProfile } from './sandbox-exec.ts';
import { systemParts } from './system.ts';

const run = promisify(execFile);

/**
 * Does this system's confinement work here? Found out by running it: a command that tries to write
 * outside must run and must not succeed. Null where it does, else what to install or set. `scratch`
 * is an existing folder of ours.
 */
export async function probeConfinement(
  scratch: string,
  signal: AbortSignal,
): Promise<Failure | null> {
  const confiner = await confinerOf(process.platform);
  if (!confiner) return noConfinement(`There is no confinement for ${process.platform} yet.`);
  const [program, ...options] = confiner;
  const outside = await mkdtemp(path.join(scratch, 'probe-'));
  const written = path.join(outside, 'written');
  try {
    const script = 'echo x > "$1" || echo confined';
    const args = [...options, '/bin/sh', '-c', script, 'sh', written];
    const { stdout } = await run(program, args, { signal });
    if (stdout.includes('confined') && !existsSync(written)) return null;
    return noConfinement(`${program} runs here but does not keep writes inside.`);
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, stderr } = thrown as { code?: unknown; stderr?: unknown };
    const said = typeof stderr === 'string' ? stderr : '';
    const why =
      program === 'bwrap' ? explain(code, said) : `${program} does not work here: ${said}`;
    return noConfinement(why);
  } finally {
    await rm(outside, { recursive: true, force: true });
  }
}

/** The program that confines on a platform, with options by which a command may touch nothing. */
async function confinerOf(platform: NodeJS.Platform): Promise<[string, ...string[]] | null> {
  if (platform === 'darwin') {
    const profile = { own: [], read: [], home: os.homedir(), network: 'none' } as const;
    return ['sandbox-exec', '-p', sandboxExecProfile(profile)];
  }
  if (platform !== 'linux') return null;
  const { paths, links } = await systemParts('none');
  const options = bubblewrapOptions({
    home: '/nonexistent',
    network: 'none',
    system: paths,
    links,
    toolchains: [],
    mounts: [],
    env: { PATH: '/usr/bin:/bin' },
    cwd: '/',
    scratchBytes: 2 ** 20,
  });
  return ['bwrap', ...options, '--'];
}

/** What bubblewrap's failure means, and what to do. */
export function explain(code: unknown, stderr: string): string {
  if (code === 'ENOENT') return 'bubblewrap is missing: install the package bubblewrap.';
  if (/namespace|uid map|setting up/i.test(stderr)) {
    return (
      'This system forbids user namespaces, which bubblewrap needs: set the sysctl ' +
      'kernel.apparmor_restrict_unprivileged_userns to 0 (Ubuntu) or ' +
      'kernel.unprivileged_userns_clone to 1 (older Debian).'
    );
  }
  if (/mount/i.test(stderr)) {
    return (
      'bubblewrap may not mount here, as in a container without the right to: start the container ' +
      'with --security-opt seccomp=unconfined --security-opt systempaths=unconfined.'
    );
  }
  return `bubblewrap does not work here: ${stderr.trim().slice(0, 300)}`;
}

function noConfinement(why: string): Failure {
  const consent = 'Or allow unconfined runs: --allow-unconfined.';
  return { code: 'no-confinement', why: `${why} ${consent}` };
}
