/**
 * A GGUF with one more text in its metadata, put before the others. The text is padded by spaces, so
 * that the tensors keep their alignment.
 */
export function withMetadata(gguf: Buffer, key: string, text: string): Buffer {
  const alignment = 32;
  const headerLength = 24;
  const stringType = 8;
  const fixed = 8 + Buffer.byteLength(key) + 4 + 8 + Buffer.byteLength(text);
  const value = Buffer.from(text + ' '.repeat((alignment - (fixed % alignment)) % alignment));
  const header = Buffer.from(gguf.subarray(0, headerLength));
  header.writeBigUInt64LE(header.readBigUInt64LE(16) + 1n, 16);
  const u64 = (size: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(size));
    return bytes;
  };
  const name = Buffer.from(key);
  const type = Buffer.from([stringType, 0, 0, 0]);
  const entry = [u64(name.length), name, type, u64(value.length), value];
  return Buffer.concat([header, ...entry, gguf.subarray(headerLength)]);
}
