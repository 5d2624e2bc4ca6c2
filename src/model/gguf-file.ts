import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { FailureError } from '../base/failure.ts';
import { type Descriptor, parseDescriptor } from './descriptor.ts';

const magic = 'GGUF';

/** Throws `model-missing` or `not-a-gguf`, before an engine is started for nothing. */
export async function checkGguf(file: string): Promise<void> {
  let start: string;
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(magic.length));
      start = buffer.toString('latin1', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    const why = `The model file ${file} cannot be read (${reason}): check its path.`;
    throw new FailureError('model-missing', why);
  }
  if (start !== magic) {
    throw new FailureError('not-a-gguf', `${file} is no GGUF file: local models are GGUF.`);
  }
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
