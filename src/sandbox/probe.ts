import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Failure } from '../base/failure.ts';
import { bubblewrapOptions } from './bubblewrap.ts';
import { systemParts } from './system.ts';

const run = promisify(execFile);

/**
 * Does bubblewrap confine here? Found out by running it: a command that tries to write outside must
 * run and must not succeed. Null where it does, else what to install or set. `scratch` is an
 * existing folder of ours.
 */
export async function probeBubblewrap(
  scratch: string,
  signal: AbortSignal,
): Promise<Failure | null> {
  if (process.platform !== 'linux') {
    return noConfinement(`There is no confinement for ${process.platform} yet.`);
  }
  const outside = await mkdtemp(path.join(scratch, 'probe-'));
  const written = path.join(outside, 'written');
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
  try {
    const script = 'echo x > "$1" || echo confined';
    const args = [...options, '--', '/bin/sh', '-c', script, 'sh', written];
    const { stdout } = await run('bwrap', args, { signal });
    if (stdout.includes('confined') && !existsSync(written)) return null;
    return noConfinement('bubblewrap runs here but does not keep writes inside.');
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, stderr } = thrown as { code?: unknown; stderr?: unknown };
    return noConfinement(explain(code, typeof stderr === 'string' ? stderr : ''));
  } finally {
    await rm(outside, { recursive: true, force: true });
  }
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
