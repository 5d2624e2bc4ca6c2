import type { Verdict } from '../../trace/events.ts';
import { count, figure } from '../../trace/format.ts';
import type { TestFailure } from '../pass.ts';
import type { Finding } from './kinds.ts';

/** A sample of the run that gave the patch, as far as evidence looks at it. */
export interface Draw {
  readonly id: number;
  readonly model: string;
  readonly strategy: string;
  readonly verdict: Verdict;
  /** Natural log-probability of the whole answer; null where the model gives none. */
  readonly logprob: number | null;
  /** The sample whose patch this one repeats. */
  readonly same: number | null;
  readonly judgement: { readonly failures: readonly TestFailure[] } | null;
  /** Samples of one cluster behave alike; null or left out where behaviour is not known. */
  readonly cluster?: string | null;
}

/** What the samples of a run, repetitions counted, say of the patch of one of them. Pure. */
export function findInSamples(draws: readonly Draw[], sample: number): Finding[] {
  const byId = new Map(draws.map((draw) => [draw.id, draw]));
  const judged = draws
    .map((draw) => ({ ...draw, tried: byId.get(draw.same ?? draw.id) ?? draw }))
    .filter(({ tried }) => isPass(tried) || isRejected(tried));
  const rejected = judged.filter(({ tried }) => isRejected(tried));
  const passing = judged.filter(({ tried }) => isPass(tried));
  const cluster = byId.get(sample)?.cluster ?? null;
  const alike = passing.filter(
    ({ tried }) => tried.id === sample || (cluster !== null && tried.cluster === cluster),
  );
  const ways = new Set(rejected.map(({ tried }) => wayOfFailing(tried))).size;
  const models = new Set(alike.map(({ model }) => model)).size;
  const strategies = new Set(alike.map(({ strategy }) => strategy)).size;
  const logprob = byId.get(sample)?.logprob ?? null;
  return [
    {
      kind: 'share-rejected',
      value: share(rejected, judged),
      why: `The tests rejected ${rejected.length} of ${count(judged.length, 'sample')}.`,
    },
    {
      kind: 'failing-behaviours',
      value: ways,
      why: `Samples failed in ${count(ways, 'way')}.`,
    },
    {
      kind: 'cluster-share',
      value: share(alike, passing),
      why: `${alike.length} of ${count(passing.length, 'passing sample')} do the same.`,
    },
    { kind: 'agreeing-models', value: models, why: `From ${count(models, 'model')}.` },
    {
      kind: 'agreeing-strategies',
      value: strategies,
      why: strategies === 1 ? 'By 1 strategy.' : `By ${strategies} strategies.`,
    },
    {
      kind: 'sequence-logprob',
      value: logprob,
      why:
        logprob === null
          ? 'The model gives no probability of its answer.'
          : `Its log-probability is ${figure(logprob)}.`,
    },
  ];
}

const rejections: ReadonlySet<Verdict> = new Set(['fail', 'error', 'timeout']);

function isRejected({ verdict, judgement }: Draw): boolean {
  return judgement !== null && rejections.has(verdict);
}

function isPass({ verdict }: Draw): boolean {
  return verdict === 'pass';
}

function share(part: readonly unknown[], whole: readonly unknown[]): number | null {
  return whole.length === 0 ? null : part.length / whole.length;
}

/** What differs between two runs of the same code: addresses, and line numbers that a patch moves. */
const fleeting = /0x[0-9a-f]+|(?<=:|\bline )\d+/gi;

/** Equal for samples of which the same tests failed and said the same. */
function wayOfFailing({ verdict, judgement }: Draw): string {
  const failures = judgement?.failures ?? [];
  const said = failures.map(({ id, message }) => [id, message.replace(fleeting, '')]);
  return JSON.stringify([verdict, ...said.sort()]);
}
