import type { Failure } from '../base/failure.ts';
import type { TraceEvent } from '../trace/events.ts';
import { clip } from '../trace/format.ts';
import { coloured, type Paint, plain } from '../trace/paint.ts';
import { progressLines } from '../trace/progress.ts';
import { emptyView, fold } from '../trace/rows.ts';

/** A stream of text, as much of one as the command line needs. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  hasColors?(): boolean;
}

export interface Output {
  /** True where the result is one line of JSON. */
  readonly json: boolean;
  /** Tones for what goes to standard output. */
  readonly paint: Paint;
  /** Text on standard output, as it is. */
  text(text: string): void;
  /** The one line of `--json`: the first given, later ones are dropped. */
  result(value: unknown): void;
  /** A line of progress, on standard error. */
  note(line: string): void;
  /** A failure in words on standard error, or as the one line of JSON. */
  fail(failure: Failure, outcome?: 'failed' | 'cancelled'): void;
  /** Shows a run's events as progress, in their order: what a trace's `onEvent` wants. */
  readonly follow: (event: TraceEvent) => void;
}

/** What commands say, and where: results on `stdout`, all else on `stderr`. */
export function openOutput(stdout: TextStream, stderr: TextStream, json: boolean): Output {
  let said = false;
  let view = emptyView;
  const paintErr = paintFor(stderr);
  const note = (line: string) => {
    stderr.write(`${line}\n`);
  };
  const result = (value: unknown) => {
    if (said) return;
    said = true;
    stdout.write(`${JSON.stringify(value)}\n`);
  };
  return {
    json,
    paint: paintFor(stdout),
    text: (text) => {
      stdout.write(text);
    },
    result,
    note,
    fail: ({ code, why }, outcome = 'failed') => {
      if (json) result({ outcome, code, why });
      else note(`${paintErr('red', outcome)}: ${clip(why, 2000)} (${code})`);
    },
    follow: (event) => {
      view = fold(view, event);
      progressLines(view, event, paintErr).forEach(note);
    },
  };
}

/** Colour for terminals that have it; NO_COLOR, FORCE_COLOR and TERM are Node's to weigh. */
function paintFor(stream: TextStream): Paint {
  return stream.isTTY === true && stream.hasColors?.() === true ? coloured : plain;
}
