import { type FileHandle, open } from 'node:fs/promises';
import { FailureError } from '../base/failure.ts';

/** A metadata entry: its key, and all its bytes as they stand in the file. */
export interface GgufEntry {
  readonly key: string;
  readonly bytes: Buffer;
}

/** A tensor: what the file says of it, and where its data lie. */
export interface GgufTensor {
  readonly name: string;
  /** Number of dimensions, dimensions and type, as they stand in the file. */
  readonly shape: Buffer;
  /** From the start of the file, in bytes. */
  readonly start: number;
  /** With the padding after it. */
  readonly size: number;
}

/** The head of a GGUF file: all but the tensors' data. */
export interface GgufHead {
  readonly version: number;
  readonly entries: readonly GgufEntry[];
  readonly tensors: readonly GgufTensor[];
  /** Data of tensors begin at multiples of it. */
  readonly alignment: number;
}

/** What is read at first; the head grows with the vocabulary. */
const firstRead = 4 * 2 ** 20;
/** A longer head is no model's. */
const mostRead = 512 * 2 ** 20;
const defaultAlignment = 32;

/** Bytes of each type of value; strings (8) and arrays (9) tell their own length. */
const sizes: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const types = { uint32: 4, string: 8, array: 9 } as const;

/**
 * Reads the head of a GGUF file (version 2 or 3, little-endian).
 *
 * @throws FailureError `not-a-gguf` where the file is none, or is damaged.
 */
export async function readGgufHead(file: string): Promise<GgufHead> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    for (let length = firstRead; ; length *= 2) {
      try {
        return parseHead(await readStart(handle, Math.min(length, size)), size);
      } catch (error) {
        // The head is longer than what was read, or the file is damaged.
        if (length < size && length < mostRead && error instanceof RangeError) continue;
        throw new FailureError('not-a-gguf', `${file} is no GGUF file, or a damaged one.`);
      }
    }
  } finally {
    await handle.close();
  }
}

async function readStart(handle: FileHandle, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}

function parseHead(data: Buffer, fileSize: number): GgufHead {
  const read = new Reader(data);
  if (data.toString('latin1', 0, 4) !== 'GGUF') throw new Error('no GGUF');
  read.skip(4);
  const version = read.uint32();
  const tensorCount = read.length();
  const entryCount = read.length();
  let alignment = defaultAlignment;
  const entries: GgufEntry[] = [];
  for (let i = 0; i < entryCount; i++) {
    const start = read.at;
    const key = read.text();
    const type = read.uint32();
    if (key === 'general.alignment' && type === types.uint32)
      alignment = data.readUInt32LE(read.at);
    skipValue(read, type);
    entries.push({ key, bytes: data.subarray(start, read.at) });
  }
  const found: { name: string; shape: Buffer; offset: number }[] = [];
  for (let i = 0; i < tensorCount; i++) {
    const name = read.text();
    const start = read.at;
    read.skip(8 * read.uint32() + 4);
    found.push({ name, shape: data.subarray(start, read.at), offset: read.length() });
  }
  const dataStart = aligned(read.at, alignment);
  return { version, entries, tensors: placed(found, dataStart, fileSize), alignment };
}

/** A tensor's data end where the next one's begin. */
function placed(
  found: readonly { name: string; shape: Buffer; offset: number }[],
  dataStart: number,
  fileSize: number,
): GgufTensor[] {
  const offsets = found.map(({ offset }) => offset).sort((a, b) => a - b);
  const nextAfter = new Map(offsets.map((offset, at) => [offset, offsets[at + 1]]));
  return found.map(({ name, shape, offset }) => {
    const next = nextAfter.get(offset);
    const end = next === undefined ? fileSize : dataStart + next;
    return { name, shape, start: dataStart + offset, size: end - dataStart - offset };
  });
}

function skipValue(read: Reader, type: number): void {
  if (type === types.string) read.skip(read.length());
  else if (type === types.array) {
    const inner = read.uint32();
    const count = read.length();
    const size = sizes[inner];
    if (size !== undefined) read.skip(size * count);
    else for (let i = 0; i < count; i++) skipValue(read, inner);
  } else {
    const size = sizes[type];
    if (size === undefined) throw new Error(`unknown type ${type}`);
    read.skip(size);
  }
}

/** The next multiple of `alignment`. */
export function aligned(position: number, alignment: number): number {
  return Math.ceil(position / alignment) * alignment;
}

/** Reads a buffer on; throws a RangeError past its end. */
class Reader {
  readonly #data: Buffer;
  at = 0;

  constructor(data: Buffer) {
    this.#data = data;
  }

  skip(length: number): void {
    this.at += length;
    if (this.at > this.#data.length) throw new RangeError('past the end');
  }

  uint32(): number {
    const value = this.#data.readUInt32LE(this.at);
    this.skip(4);
    return value;
  }

  /** A count of 64 bits that JavaScript can count to. */
  length(): number {
    const value = Number(this.#data.readBigUInt64LE(this.at));
    if (!Number.isSafeInteger(value)) throw new Error('no length');
    this.skip(8);
    return value;
  }

  text(): string {
    const length = this.length();
    const start = this.at;
    this.skip(length);
    return this.#data.toString('utf8', start, this.at);
  }
}
