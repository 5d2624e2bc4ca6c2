import { execFile } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

/** Both ends of a named pipe that a command prints to. */
export interface OutputPipe {
  readonly readEnd: Readable;
  /** For the command; to be closed here once it has it. */
  readonly writeEnd: number;
}

/** Makes a named pipe. */
export async function makePipe(file: string): Promise<void> {
  await promisify(execFile)('mkfifo', ['-m', '600', file]);
}

/**
 * Opens a named pipe. The pipes that spawn makes are sockets, one for each stream: the order of what
 * comes through both is lost, and a script that opens /dev/stderr fails.
 */
export function openPipe(file: string): OutputPipe {
  const reading = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(file, constants.O_WRONLY);
  return { readEnd: new Socket({ fd: reading, readable: true, writable: false }), writeEnd };
}
