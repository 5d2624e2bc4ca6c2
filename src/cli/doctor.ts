import type { Check } from '../doctor/checks.ts';
import { examine } from '../doctor/examine.ts';
import { proxiedFetch } from '../model/remote/fetch.ts';
import { wrap } from '../trace/format.ts';
import { width } from '../trace/lines.ts';
import type { Paint, Tone } from '../trace/paint.ts';
import type { DoctorOptions } from './args.ts';
import { exits, type Io } from './io.ts';

/** `doctor`: what works here, and what to do about what does not. */
export async function runDoctor(
  options: DoctorOptions,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const checks = await examine(options, { ...io, fetch: proxiedFetch(io.env) }, signal);
  if (io.json) io.result({ ok: checks.every(({ state }) => state !== 'broken'), checks });
  else io.text(checks.map((check) => `${checkText(check, io.paint)}\n`).join(''));
  return exits.done;
}

const marks: Record<Check['state'], readonly [string, Tone]> = {
  works: ['✓', 'green'],
  weak: ['–', 'yellow'],
  broken: ['✗', 'red'],
};

/** `✓ tests        npm test, in /w: run by vitest.` */
export function checkText({ name, state, why }: Check, paint: Paint): string {
  const [mark, tone] = marks[state];
  const indent = ' '.repeat(15);
  const [first = '', ...rest] = wrap(why, width, indent);
  return [`${paint(tone, mark)} ${name.padEnd(13)}${first.trimStart()}`, ...rest].join('\n');
}
