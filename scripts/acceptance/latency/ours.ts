import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { startCli } from '../command-line.ts';
import type { Session } from '../infilling/sessions.ts';
import type { Moment, Outcome, Played } from './plan.ts';

/** How much of the document a prompt shows: code units before the cursor and after it. */
export interface Shows {
  readonly before: number;
  readonly after: number;
}

const lineSchema = z.object({
  text: z.string(),
  decision: z.enum(['show', 'hide', 'none']),
  code: z.string(),
  msFromKeystroke: z.number(),
});
const positions = z.object({ full: z.number(), shallow: z.number() });
const traceSchema = z.object({
  kind: z.string(),
  file: z.string().optional(),
  offset: z.number().optional(),
  window: z.object({ before: z.number(), after: z.number() }).optional(),
  evaluated: positions.optional(),
});
type TraceLine = z.infer<typeof traceSchema>;

/** Ours, and what its prompts showed at each event. */
export interface OursPlayed extends Played {
  readonly shows: readonly Shows[];
}

/** Replays a session through the command line, by the clock. */
export async function playOurs(session: Session, moments: readonly Moment[]): Promise<OursPlayed> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-latency-'));
  try {
    for (const [file, text] of session.files) {
      await mkdir(path.dirname(path.join(folder, 'files', file)), { recursive: true });
      await writeFile(path.join(folder, 'files', file), text);
    }
    const events = path.join(folder, 'files', 'session.jsonl');
    await writeFile(events, session.events.map((event) => JSON.stringify(event)).join('\n'));
    const home = path.join(folder, 'home');
    const args = ['complete', '--session', events, '--json', '--show-all'];
    const { stdout, stderr } = await startCli(args, { RECKON_HOME: home });
    const lines = stdout.split('\n').filter((line) => line !== '');
    if (lines.length !== moments.length) throw new Error(`answers are missing: ${stderr}`);
    const trace = await readTrace(home);
    return {
      outcomes: lines.map((line, at) => outcomeOf(line, moments[at])),
      positions: trace.reduce((sum, { evaluated }) => sum + (evaluated?.full ?? 0), 0),
      shows: showsOf(moments, trace, path.dirname(events)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reasons to show nothing that are an answer of the model: other ones are none, however soon. */
const empty = new Set(['nothing-to-add', 'repeats', 'line-done']);

function outcomeOf(line: string, moment: Moment | undefined): Outcome {
  const { text, decision, code, msFromKeystroke } = lineSchema.parse(JSON.parse(line));
  const isAnswer = decision !== 'none' || empty.has(code);
  // A timer may fire a millisecond early.
  const ms = Math.max(0, msFromKeystroke);
  return { ms: isAnswer && ms < (moment?.gapMs ?? 0) ? ms : null, text };
}

async function readTrace(home: string): Promise<TraceLine[]> {
  const names = await readdir(home, { recursive: true });
  const [file] = names.filter((name) => name.endsWith('.jsonl'));
  if (file === undefined) throw new Error('there is no trace');
  const lines = (await readFile(path.join(home, file), 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => traceSchema.parse(JSON.parse(line)));
}

/** What the prompt at each event showed; where none was made, what the last one of the file did. */
function showsOf(moments: readonly Moment[], trace: readonly TraceLine[], root: string): Shows[] {
  const requests = trace.filter(({ kind, window }) => kind === 'complete.request' && window);
  const starts = new Map<string, { start: number; after: number }>();
  let from = 0;
  return moments.map(({ file, text, offset }) => {
    const found = requests.findIndex(
      (request, at) =>
        at >= from && request.offset === offset && request.file === path.resolve(root, file),
    );
    const window = requests[found]?.window;
    if (window) {
      from = found + 1;
      starts.set(file, { start: offset - window.before, after: window.after });
    }
    const { start, after } = starts.get(file) ?? {
      start: offset - unseen.before,
      after: unseen.after,
    };
    const before = start <= offset ? offset - start : unseen.before;
    return {
      before: Math.max(0, Math.min(before, offset)),
      after: Math.min(after, text.length - offset),
    };
  });
}

/** Before the first prompt. */
const unseen: Shows = { before: 800, after: 350 };
