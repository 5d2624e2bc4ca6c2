import { readdir, readlink } from 'node:fs/promises';
import type { SystemPart } from './bubblewrap.ts';

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
];

/** The parts of the system that programs need. `resolv.conf` only where there is a network. */
export async function systemParts(network: 'none' | 'host'): Promise<SystemPart[]> {
  const names = network === 'host' ? [...etc, 'resolv.conf'] : etc;
  const java = (await readdir('/etc').catch(() => [])).filter((name) => /^java-\d/.test(name));
  const files = [...names, ...java].map((name) => ({ path: `/etc/${name}` }));
  return [...(await Promise.all(folders.map(partAt))), ...files];
}

/** On merged systems /bin and /lib are links into /usr. */
async function partAt(path: string): Promise<SystemPart> {
  const link = await readlink(path).catch(() => undefined);
  return link === undefined ? { path } : { path, link };
}
