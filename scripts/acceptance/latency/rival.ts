import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bundledPath } from '../../../src/model/local.ts';
import type { Shows } from './ours.ts';
import type { Moment, Outcome, Played } from './plan.ts';

export type RivalRequest =
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly prefix: string;
      readonly suffix: string;
    }
  | { readonly kind: 'stop' };

export type RivalReply =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'answer';
      readonly id: number;
      /** Null where it was aborted. */
      readonly text: string | null;
      /** All that were evaluated since the start. */
      readonly positions: number;
    };

const repository = path.resolve(import.meta.dirname, '../../..');
const contextTokens = 2048;

/** Replays a session by the clock: a request at each event, aborted at the next. */
export async function playRival(
  moments: readonly Moment[],
  shows: readonly Shows[],
  threads: number,
): Promise<Played> {
  const child = fork(
    path.join(import.meta.dirname, 'rival-engine.ts'),
    [bundledPath(repository), String(threads), String(contextTokens)],
    { execArgv: ['--import', 'tsx'], cwd: repository },
  );
  try {
    await once(child, 'message');
    return await play(child, moments, shows);
  } finally {
    child.disconnect();
  }
}

async function play(
  child: ChildProcess,
  moments: readonly Moment[],
  shows: readonly Shows[],
): Promise<Played> {
  const outcomes: Outcome[] = moments.map(() => ({ ms: null, text: '' }));
  let positions = 0;
  const start = performance.now() - (moments[0]?.atMs ?? 0);
  child.on('message', (reply: RivalReply) => {
    if (reply.kind === 'ready') return;
    const { id, text } = reply;
    positions = reply.positions;
    const moment = moments[id];
    if (text === null || !moment) return;
    const ms = Math.max(0, Math.round(performance.now() - start - moment.atMs));
    if (ms < moment.gapMs) outcomes[id] = { ms, text };
  });
  for (const [id, { text, offset, atMs }] of moments.entries()) {
    await delay(Math.max(0, start + atMs - performance.now()));
    const { before, after } = shows[id] ?? { before: 0, after: 0 };
    const prefix = text.slice(offset - before, offset);
    const suffix = text.slice(offset, offset + after);
    child.send({ kind: 'ask', id, prefix, suffix } satisfies RivalRequest);
  }
  await delay(moments.at(-1)?.gapMs ?? 0);
  child.send({ kind: 'stop' } satisfies RivalRequest);
  return { outcomes, positions };
}
