import path from 'node:path';
import { claimFolder, sweepFolders } from '../sandbox/locks.ts';
import { removeTree } from '../sandbox/tree.ts';
import { wrap } from '../trace/format.ts';
import { width } from '../trace/lines.ts';
import type { Paint, Tone } from '../trace/paint.ts';
import type { DoctorOptions } from './args.ts';
import { type Check, checkConfinement, checkLeftovers, checkModel, checkTests } from './checks.ts';
import { exits, type Io } from './io.ts';

/** `doctor`: what works here, and what to do about what does not. */
export async function runDoctor(
  options: DoctorOptions,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const checks = await examine(options, io, signal);
  if (io.json) io.result({ ok: checks.every(({ state }) => state !== 'broken'), checks });
  else io.text(checks.map((check) => `${checkText(check, io.paint)}\n`).join(''));
  return exits.done;
}

/** All checks, one after the other: a model that loads would slow down what is timed beside it. */
async function examine(options: DoctorOptions, io: Io, signal: AbortSignal): Promise<Check[]> {
  const parent = path.join(io.storage, 'sandbox');
  await sweepFolders(parent);
  const scratch = await claimFolder(parent);
  try {
    const checks = [
      await checkLeftovers(io.storage),
      await checkConfinement(scratch, signal),
      await checkTests(options, scratch, signal),
    ];
    for (const name of options.models) checks.push(...(await checkModel(name, io, signal)));
    return checks;
  } finally {
    await removeTree(scratch);
  }
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
