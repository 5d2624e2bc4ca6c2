import path from 'node:path';
import { seededRandom, shuffled } from '../../src/base/random.ts';
import { contextOf, type Change } from '../../src/complete/context.ts';
import { withChange } from '../../src/complete/recent.ts';
import { charactersPerToken } from '../../src/complete/view.ts';
import { budgetOf, WindowKeeper } from '../../src/complete/window.ts';
import { bundledPath } from '../../src/model/local.ts';
import type { InfillPrompt } from '../../src/model/model.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { InProcessModel } from './infilling/in-process.ts';
import { readSessions, type Session } from './infilling/sessions.ts';
import { isRight, kindOf, type Moment, momentsOf } from './latency/plan.ts';

const seed = 5;
/** Of each session, as many pauses as this. */
const most = 6;
const longest = 48;

/** Tokens of the document and of other documents that a prompt shows. */
const prompts = {
  cold: { own: 384, others: 0 },
  'cold and context': { own: 384, others: 256 },
  fuller: { own: 1024, others: 0 },
  'fuller and context': { own: 768, others: 256 },
} as const;
type Name = keyof typeof prompts;

const repository = path.resolve(import.meta.dirname, '../..');
let opened: Promise<InProcessModel> | undefined;
const model = () => (opened ??= InProcessModel.load(bundledPath(repository)));
let sessions: Promise<Session[]> | undefined;

/** Sessions in which there are other documents. */
async function several(): Promise<Session[]> {
  sessions ??= readSessions(seed);
  return (await sessions).filter(({ files, events }) => files.size > 1 && events.length > 0);
}

async function rows(): Promise<string[]> {
  return (await several()).map(({ name }) => name);
}

async function run(id: string): Promise<Row> {
  const session = (await several()).find(({ name }) => name === id);
  if (!session) throw new Error(`no session is called ${id}`);
  const moments = momentsOf(session);
  const pauses = [...moments.entries()].filter(
    ([, moment]) => kindOf(moment) === 'pause' && moment.next.trim() !== '',
  );
  const right: Record<string, number> = Object.fromEntries(Object.keys(prompts).map((n) => [n, 0]));
  const drawn = shuffled(pauses, seededRandom(seed)).slice(0, most);
  for (const [at, moment] of drawn) {
    const nearby = nearbyAt(session, moments, at);
    for (const name of Object.keys(prompts) as Name[]) {
      const text = await answer(moment, name, nearby);
      if (isRight(text, moment)) right[name] = (right[name] ?? 0) + 1;
    }
  }
  return { id, result: { asked: drawn.length, ...right }, measured: {} };
}

/** The other documents, as they stand at an event, and the changes up to it. */
function nearbyAt({ files, events }: Session, moments: readonly Moment[], at: number) {
  const texts = new Map(files);
  let changes: readonly Change[] = [];
  for (const [n, event] of events.slice(0, at + 1).entries()) {
    texts.set(event.file, moments[n]?.text ?? '');
    changes = withChange(changes, event.file, event);
  }
  return { open: [...texts].map(([file, text]) => ({ file, text })), changes };
}

async function answer(
  moment: Moment,
  name: Name,
  nearby: ReturnType<typeof nearbyAt>,
): Promise<string> {
  const { own, others } = prompts[name];
  const window = new WindowKeeper().next(moment, budgetOf(own, charactersPerToken));
  const context = contextOf(moment, nearby, others * charactersPerToken);
  const prompt: InfillPrompt = { kind: 'infill', ...window, context };
  const options = { maxTokens: longest, temperature: 0, stop: ['\n'] };
  let text = '';
  for await (const event of (await model()).generate(prompt, options)) {
    if (event.kind === 'token') text += event.text;
  }
  return text;
}

function summarise(done: readonly Row[]): string[] {
  const sum = (name: string) =>
    done.reduce((total, { result }) => total + Number(result[name] ?? 0), 0);
  const asked = sum('asked');
  return [
    `${asked} pauses of ${done.length} fixes that change several files; right:`,
    ...Object.entries(prompts).map(
      ([name, { own, others }]) =>
        `  ${name} (${own} tokens of the document, ${others} of others): ${sum(name)}, ` +
        `${((100 * sum(name)) / Math.max(1, asked)).toFixed(1)}%`,
    ),
  ];
}

/** What code of other documents in the prompt is worth, at pauses of typed fixes. */
export const benchmark: Benchmark = {
  seeds: { seed, most },
  rows,
  run,
  summarise,
  dispose: async () => {
    await (await opened)?.dispose();
  },
};
