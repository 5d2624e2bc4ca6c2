import { readGgufHead } from '../../../src/model/gguf.ts';

/** Multiply-adds in the weight matrices of a model, in millions. */
export interface Work {
  /** Of a position, without the head. */
  readonly position: number;
  /** Of the head, where a next token is predicted. */
  readonly head: number;
}

/** Counts the elements of a GGUF's matrices; the embedding is the head where there is no other. */
export async function workOf(file: string): Promise<Work> {
  const { tensors } = await readGgufHead(file);
  const elements = (test: (name: string) => boolean) =>
    tensors
      .filter(({ name, shape }) => test(name) && shape.readUInt32LE(0) === 2)
      .reduce((sum, { shape }) => sum + elementsOf(shape), 0) / 1e6;
  const own = elements((name) => name === 'output.weight');
  return {
    position: elements((name) => name.startsWith('blk.')),
    head: own > 0 ? own : elements((name) => name === 'token_embd.weight'),
  };
}

function elementsOf(shape: Buffer): number {
  return Number(shape.readBigUInt64LE(4)) * Number(shape.readBigUInt64LE(12));
}
