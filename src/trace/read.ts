import { createReadStream } from 'node:fs';
import { FailureError } from '../base/failure.ts';
import { parseEvent, type TraceEvent, traceVersion } from './events.ts';

/** A longer line is no event of ours: the largest patch that a run takes is well below. */
const longestLine = 2 ** 27;

/**
 * The events of a trace file, in order. Events of a kind that this version does not know are left
 * out, and so is a last line that was cut when its writer died.
 *
 * @throws FailureError `trace-missing`, `trace-newer` (written by a later version) or
 * `trace-damaged` (a whole line that is no event; its number is named).
 */
export async function* readTrace(file: string): AsyncGenerator<TraceEvent, void, undefined> {
  let number = 0;
  for await (const { text, whole } of lines(file)) {
    number++;
    if (text.trim() === '') continue;
    const event = whole ? readLine(text, number) : readCutLine(text, number);
    if (event) yield event;
  }
}

/** One line of a trace; null for a kind that this version does not know. Throws as `readTrace`. */
export function readLine(text: string, number: number): TraceEvent | null {
  let version: unknown;
  try {
    const line: unknown = JSON.parse(text);
    version = (line as { v?: unknown } | null)?.v;
    return parseEvent(line);
  } catch {
    if (typeof version === 'number' && version > traceVersion) {
      const why = `The trace was written by a newer Reckon (version ${version}); update to read it.`;
      throw new FailureError('trace-newer', why);
    }
    const why = `Line ${number} of the trace is not an event; the file is damaged or no trace.`;
    throw new FailureError('trace-damaged', why);
  }
}

/** A last line without a line break: the writer may have died in it. */
function readCutLine(text: string, number: number): TraceEvent | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  return readLine(text, number);
}

/** Split at line feeds alone: `node:readline` would split at U+2028 too, which JSON leaves as it is. */
async function* lines(file: string): AsyncGenerator<{ text: string; whole: boolean }> {
  let rest = '';
  try {
    const chunks = createReadStream(file, { encoding: 'utf8', highWaterMark: 2 ** 18 });
    for await (const chunk of chunks as AsyncIterable<string>) {
      rest += chunk;
      if (rest.length > longestLine) break;
      if (!chunk.includes('\n')) continue;
      const pieces = rest.split('\n');
      rest = pieces.pop() ?? '';
      for (const text of pieces) yield { text, whole: true };
    }
  } catch (error) {
    throw unreadable(error, file);
  }
  if (rest !== '') yield { text: rest, whole: rest.length > longestLine };
}

function unreadable(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const why = `The trace ${file} cannot be read (${code}); name a trace file of a run.`;
  return new FailureError('trace-missing', why);
}
