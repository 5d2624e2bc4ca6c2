import { readFile } from 'node:fs/promises';
import os from 'node:os';
import type { EndCause } from './executor.ts';

/** What a run may use, all of its processes together. */
export interface Bounds {
  readonly memoryBytes: number;
  readonly processes: number;
  /** Bytes that went to disk. */
  readonly writtenBytes: number;
  readonly outputBytes: number;
}

/** What a run's processes use at a moment. */
export interface Usage {
  readonly memoryBytes: number;
  readonly processes: number;
  readonly writtenBytes: number;
}

/**
 * The processes of one run. Linux tells about them through /proc; elsewhere `folders` is empty, and
 * only time and output are bounded.
 */
export interface ProcessTree {
  /** The /proc folders of those alive. */
  folders(): Promise<readonly string[]>;
  /** Ends all of them at once; resolves when none is left. Safe to call twice. */
  kill(): Promise<void>;
}

/** Between two looks. A look costs some fifty microseconds a process. */
const intervalMs = 100;

/** Half of the machine's memory (of the container's, where it has less), and fixed numbers. */
export function machineBounds(): Bounds {
  const constrained = process.constrainedMemory();
  const memory = constrained > 0 ? Math.min(constrained, os.totalmem()) : os.totalmem();
  return {
    memoryBytes: memory / 2,
    processes: 512,
    writtenBytes: 2 * 2 ** 30,
    outputBytes: 10 * 2 ** 20,
  };
}

/** The first bound that is passed; null if none. */
export function exceeded(usage: Usage, bounds: Bounds): EndCause | null {
  if (usage.processes > bounds.processes) return 'processes';
  if (usage.memoryBytes > bounds.memoryBytes) return 'memory';
  if (usage.writtenBytes > bounds.writtenBytes) return 'disk';
  return null;
}

/**
 * Looks at the processes time and again, and calls `end` when a bound is passed, until the function
 * that it returns is called. What ended children wrote is in their parent's count, once it has
 * waited for them.
 */
export function watchBounds(
  tree: ProcessTree,
  bounds: Bounds,
  end: (cause: EndCause) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const next = () => {
    if (!stopped) timer = setTimeout(() => void once(), intervalMs);
  };
  const once = async () => {
    const cause = await look(await tree.folders(), bounds);
    if (stopped) return;
    if (cause) end(cause);
    else next();
  };
  next();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

async function look(folders: readonly string[], bounds: Bounds): Promise<EndCause | null> {
  const processes = folders.length;
  if (processes > bounds.processes) return 'processes';
  const each = await Promise.all(
    folders.map(async (folder) => {
      const [status, io] = await Promise.all([text(`${folder}/status`), text(`${folder}/io`)]);
      return { memory: field(status, 'VmRSS:') * 1024, written: field(io, '\nwrite_bytes:') };
    }),
  );
  const writtenBytes = total(each.map(({ written }) => written));
  const memoryBytes = total(each.map(({ memory }) => memory));
  const cause = exceeded({ processes, memoryBytes, writtenBytes }, bounds);
  if (cause !== 'memory') return cause;
  // Resident sizes count a page shared by several processes several times; the exact number, each
  // page divided by its users, is too dear to read at every look.
  const exact = total(await Promise.all(folders.map(proportionalBytes)));
  return exceeded({ processes, memoryBytes: exact, writtenBytes }, bounds);
}

async function proportionalBytes(folder: string): Promise<number> {
  return field(await text(`${folder}/smaps_rollup`), '\nPss:') * 1024;
}

/** '' for a process that has ended meanwhile. */
async function text(file: string): Promise<string> {
  return await readFile(file, 'latin1').catch(() => '');
}

/** The number after a label; 0 where there is none. */
function field(status: string, label: string): number {
  const at = status.indexOf(label);
  return at < 0 ? 0 : Number.parseInt(status.slice(at + label.length), 10) || 0;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
