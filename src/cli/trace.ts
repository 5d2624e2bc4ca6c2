import { toFailure } from '../base/failure.ts';
import { readTrace } from '../trace/read.ts';
import { emptyView, fold } from '../trace/rows.ts';
import { runText } from '../trace/text.ts';
import type { TraceOptions } from './args.ts';
import { exits, type Io } from './io.ts';

/** `trace FILE`: a recorded run as text. */
export async function runTrace(
  { file }: TraceOptions,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  let view = emptyView;
  try {
    for await (const event of readTrace(file)) {
      signal.throwIfAborted();
      view = fold(view, event);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    io.fail(toFailure(error));
    return exits.failed;
  }
  if (view.run === null) {
    io.fail({ code: 'trace-empty', why: `The trace ${file} holds no events.` });
    return exits.failed;
  }
  io.text(runText(view, io.paint));
  return exits.done;
}
