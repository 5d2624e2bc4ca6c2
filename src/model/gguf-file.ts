import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { FailureError } from '../base/failure.ts';
import { type Descriptor, parseDescriptor } from './descriptor.ts';

/** Magic, version (32 bits), number of tensors and of metadata entries (64 bits each). */
const headerLength = 24;
/** More of either is no model: the file is damaged, and reading on would take for ever. */
const mostEntries = 1_000_000n;

/** Throws `model-missing` or `not-a-gguf`, before an engine is started for nothing. */
export async function checkGguf(file: string): Promise<void> {
  if (!isGguf(await readHeader(file))) {
    const why = `${file} is no GGUF file, or a damaged one: local models are GGUF.`;
    throw new FailureError('not-a-gguf', why);
  }
}

async function readHeader(file: string): Promise<Buffer> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerLength));
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    const why = `The model file ${file} cannot be read (${reason}): check its path.`;
    throw new FailureError('model-missing', why);
  }
}

function isGguf(header: Buffer): boolean {
  if (header.length < headerLength || header.toString('latin1', 0, 4) !== 'GGUF') return false;
  const counts = [header.readBigUInt64LE(8), header.readBigUInt64LE(16)];
  return counts.every((count) => count <= mostEntries);
}

/** The descriptor `NAME.json` beside `NAME.gguf`; null where there is none. Throws `bad-descriptor`. */
export async function readDescriptor(file: string): Promise<Descriptor | null> {
  const beside = path.join(path.dirname(file), `${path.basename(file, '.gguf')}.json`);
  let text: string;
  try {
    text = await readFile(beside, 'utf8');
  } catch {
    return null;
  }
  const descriptor = parseDescriptor(beside, text);
  if ('code' in descriptor) throw new FailureError(descriptor.code, descriptor.why);
  return descriptor;
}
