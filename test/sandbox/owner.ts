/** Opens a sandbox and runs something long in it, until it is killed: for the crash test. */
import type { Copy } from '../../src/sandbox/executor.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';

const [workspace = '', storage = '', seconds = '', confinement] = process.argv.slice(2);
const sandbox = await openSandbox({
  workspace,
  storage,
  include: [],
  confinement: confinement === 'none' ? 'allow-unconfined' : 'required',
  network: 'none',
  env: {},
});
const copy: Copy = await sandbox.acquire({ kind: 'sample' });
const script = `setsid sh -c 'trap "" TERM HUP; sleep ${seconds}' & sleep ${seconds}`;
const argv = ['/bin/sh', '-c', script] as const;
await copy.run({ argv, cwd: '', env: {}, timeoutMs: 600_000 }, await copy.exchange());
