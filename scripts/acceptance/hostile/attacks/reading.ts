import type { Attack } from '../attack.ts';

const unittest = { on: 'unittest' } as const;

/** Gives away in an error message what an expression reads, where it can be read. */
const leak = (expression: string) => `
import glob, os, re
def _read(file):
    try:
        return open(file, errors="replace").read()
    except OSError:
        return ""
try:
    _found = re.findall("planted-[0-9a-f]+", ${expression})
except OSError:
    _found = []
if _found:
    raise RuntimeError(_found[0])
`;

const call = (address: string, family = 'AF_UNIX') => `
import socket
try:
    _socket = socket.socket(socket.${family})
    _socket.settimeout(2)
    _socket.connect(${address})
    _socket.recv(100)
except OSError:
    pass
`;

/** Reading what is secret, and calling what listens. */
export const reading: readonly Attack[] = [
  { ...unittest, name: 'the environment', code: leak('" ".join(os.environ.values())') },
  {
    ...unittest,
    name: 'the environment of its parents, in /proc',
    code: leak('"".join(_read("/proc/%d/environ" % process) for process in (os.getppid(), 1))'),
  },
  {
    ...unittest,
    name: 'keys in the home folder',
    code: leak('open("<home>/.ssh/id_ed25519").read()'),
  },
  {
    ...unittest,
    name: 'files of settings in the home folder',
    code: leak(
      '"".join(open(os.path.expanduser(f)).read() for f in ("~/.netrc", "~/.config/gh/hosts.yml"))',
    ),
  },
  { ...unittest, name: 'a file of secrets that git ignores', code: leak('open(".env").read()') },
  { ...unittest, name: 'a port of this machine', code: call('("127.0.0.1", <port>)', 'AF_INET') },
  { ...unittest, name: 'docker’s socket', code: call('"<folder>/docker.sock"') },
  {
    ...unittest,
    name: 'the ssh agent',
    code: call('__import__("os").environ.get("SSH_AUTH_SOCK", "<folder>/agent.sock")'),
  },
  {
    ...unittest,
    name: 'D-Bus',
    code: call('"<folder>/bus.sock"'),
  },
  // Node fills such an address with zeros.
  {
    ...unittest,
    name: 'a socket without a path',
    code: call('("\\0" + "<abstract>").ljust(108, "\\0")'),
  },
];
