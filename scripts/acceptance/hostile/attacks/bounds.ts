import type { Attack } from '../attack.ts';

const bounded = { on: 'unittest', off: 'bounds' } as const;
const megabyte = 2 ** 20;

/** Using up the machine: each stops by itself somewhat past its bound. */
export const bounds: readonly Attack[] = [
  {
    ...bounded,
    name: 'memory',
    code: '\nimport time\n_hog = bytearray(b"x") * (400 * 2**20)\ntime.sleep(2)\n',
    bounds: { memoryBytes: 200 * megabyte },
  },
  {
    ...bounded,
    name: 'memory, shared out among children',
    code: `
import subprocess, sys
_eat = "x = bytearray(b'x') * (90 * 2**20); import time; time.sleep(2)"
for _each in [subprocess.Popen([sys.executable, "-c", _eat]) for _ in range(4)]:
    _each.wait()
`,
    bounds: { memoryBytes: 200 * megabyte },
  },
  {
    ...bounded,
    name: 'processes',
    code: '\nimport subprocess\nfor _each in [subprocess.Popen(["sleep", "2"]) for _ in range(60)]:\n    _each.wait()\n',
    bounds: { processes: 30 },
  },
  {
    ...bounded,
    name: 'disk',
    code: `
import os, time
with open("big", "wb") as _big:
    for _ in range(60):
        _big.write(b"x" * 2**20)
        _big.flush()
        os.fsync(_big.fileno())
time.sleep(1)
`,
    bounds: { writtenBytes: 20 * megabyte },
  },
  {
    ...bounded,
    name: 'output',
    code: '\nimport sys\nfor _ in range(300):\n    sys.stderr.write("x" * 10000)\n',
    bounds: { outputBytes: megabyte },
  },
  {
    ...bounded,
    name: 'time, deaf to SIGTERM',
    code: '\nimport signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(6)\n',
    timeoutMs: 3_000,
  },
  {
    on: 'unittest',
    name: 'processes that leave their group, their session and their parent',
    code: `
import subprocess
subprocess.run(["sh", "-c", "(setsid sh -c 'trap \\"\\" TERM HUP; sleep 20' >/dev/null 2>&1 &)"])
`,
  },
];
