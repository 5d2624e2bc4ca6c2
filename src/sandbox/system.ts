import { readdir, readlink } from 'node:fs/promises';
import type { Link } from './bubblewrap.ts';

const folders = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/nix/store',
  '/gnu/store',
  '/run/current-system',
];

/** Of /etc: names of users and hosts, certificates, the linker's, time. Nothing that has a secret. */
const etc = [
  'passwd',
  'group',
  'hosts',
  'hostname',
  'nsswitch.conf',
  'host.conf',
  'gai.conf',
  'protocols',
  'services',
  'ssl/certs',
  'ssl/openssl.cnf',
  'ca-certificates',
  'pki/tls/certs',
  'pki/ca-trust',
  'crypto-policies',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'alternatives',
  'localtime',
  'timezone',
  'locale.alias',
  'mime.types',
  'os-release',
  'fonts',
  'inputrc',
  'terminfo',
  // Debian keeps there how Maven is started; its settings, which may hold passwords, stay out.
  'maven/m2.conf',
  'maven/logging',
];

/** What of the system programs need: paths, and links such as /bin, which leads into /usr. */
export interface SystemParts {
  readonly paths: readonly string[];
  readonly links: readonly Link[];
}

/** Finds the parts of this system. `resolv.conf` is one only where there is a network. */
export async function systemParts(network: 'none' | 'host'): Promise<SystemParts> {
  const names = network === 'host' ? [...etc, 'resolv.conf'] : etc;
  const java = (await readdir('/etc').catch(() => [])).filter((name) => /^java-\d/.test(name));
  const paths = [...names, ...java].map((name) => `/etc/${name}`);
  const links: Link[] = [];
  for (const path of folders) {
    const text = await readlink(path).catch(() => null);
    if (text === null) paths.push(path);
    else links.push({ path, text });
  }
  return { paths, links };
}
