import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FailureError } from '../base/failure.ts';
import { aligned, type GgufEntry, type GgufTensor, readGgufHead } from './gguf.ts';

/** A tensor and the file that holds it. */
interface Part {
  readonly file: string;
  readonly tensor: GgufTensor;
}

/**
 * The file of a shallow model: the first `layers` layers of `model`, then the one layer of `exit`
 * (`blk.LAYERS.*`), then the model's norm and head. It is written once into `folder`, named by both
 * files' hashes.
 *
 * @throws FailureError `not-a-gguf`; `wrong-exit` where the two do not fit together.
 */
export async function composeShallow(
  model: string,
  exit: string,
  layers: number,
  folder: string,
): Promise<string> {
  const digests = await Promise.all([model, exit].map(digest));
  const target = path.join(folder, `${layers}-${digests.join('-')}.gguf`);
  const there = await access(target).then(
    () => true,
    () => false,
  );
  if (there) return target;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${target}.${process.pid}.tmp`;
  try {
    await write(draft, model, exit, layers);
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
  return target;
}

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex').slice(0, 16);
}

async function write(target: string, model: string, exit: string, layers: number): Promise<void> {
  const [deep, layer] = await Promise.all([readGgufHead(model), readGgufHead(exit)]);
  const kept = deep.tensors.filter(({ name }) => layerOf(name) < layers);
  const added = layer.tensors.filter(({ name }) => layerOf(name) === layers);
  const whole = deep.tensors.some(({ name }) => layerOf(name) === layers);
  if (added.length === 0 || !whole) {
    const why = `${path.basename(exit)} is no exit after ${layers} layers of ${path.basename(model)}.`;
    throw new FailureError('wrong-exit', why);
  }
  const parts: Part[] = [
    ...kept.map((tensor) => ({ file: model, tensor })),
    ...added.map((tensor) => ({ file: exit, tensor })),
  ];
  const entries = deep.entries.map((entry) => edited(entry, layers));
  const head = headBytes(deep.version, entries, parts, deep.alignment);
  const handle = await open(target, 'w', 0o600);
  try {
    await handle.writeFile(head);
    for (const part of parts) await copy(part, handle, deep.alignment);
  } finally {
    await handle.close();
  }
}

/** The layer that a tensor belongs to; −1 for those outside all layers. */
function layerOf(name: string): number {
  return Number(/^blk\.(\d+)\./.exec(name)?.[1] ?? -1);
}

/** The number of layers changes; everything else is the model's. */
function edited(entry: GgufEntry, layers: number): Buffer {
  if (!entry.key.endsWith('.block_count')) return entry.bytes;
  const bytes = Buffer.from(entry.bytes);
  bytes.writeUInt32LE(layers + 1, bytes.length - 4);
  return bytes;
}

function headBytes(
  version: number,
  entries: readonly Buffer[],
  parts: readonly Part[],
  alignment: number,
): Buffer {
  const start = Buffer.alloc(24);
  start.write('GGUF', 'latin1');
  start.writeUInt32LE(version, 4);
  start.writeBigUInt64LE(BigInt(parts.length), 8);
  start.writeBigUInt64LE(BigInt(entries.length), 16);
  let offset = 0;
  const infos = parts.flatMap(({ tensor }) => {
    const name = Buffer.from(tensor.name);
    const info = [uint64(name.length), name, tensor.shape, uint64(offset)];
    offset += aligned(tensor.size, alignment);
    return info;
  });
  const head = Buffer.concat([start, ...entries, ...infos]);
  return padded(head, alignment);
}

async function copy({ file, tensor }: Part, target: FileHandle, alignment: number): Promise<void> {
  const { start, size } = tensor;
  for await (const chunk of createReadStream(file, { start, end: start + size - 1 })) {
    await target.writeFile(chunk as Buffer);
  }
  await target.writeFile(Buffer.alloc(aligned(size, alignment) - size));
}

function padded(bytes: Buffer, alignment: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length, alignment) - bytes.length)]);
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
