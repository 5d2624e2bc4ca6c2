import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { execa } from 'execa';

/** A machine outside that packaging reaches: npm's registry, by its address. */
export async function somewhere(): Promise<{ address: string; port: number }> {
  const { stdout } = await execa('npm', ['config', 'get', 'registry']);
  const { hostname, port, protocol } = new URL(stdout.trim());
  const { address } = await lookup(hostname);
  return { address, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

/** Connects there: `connected`, or the system's code of why not. */
export async function connects(host: string, port: number): Promise<string> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 10_000 });
    const end = (how: string) => {
      socket.destroy();
      resolve(how);
    };
    socket.once('connect', () => {
      end('connected');
    });
    socket.once('timeout', () => {
      end('timeout');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      end(error.code ?? 'error');
    });
  });
}
