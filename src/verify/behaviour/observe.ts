import type { Patch } from '../../base/edit.ts';
import type { Syntax } from '../../base/syntax.ts';
import type { TestBench } from '../execution.ts';
import { clusterBehaviours, type Behaved, type Behaviour, type Cluster } from './clusters.ts';
import { replayTest, type HarnessTexts } from './harness.ts';
import { generateInputs, type Input } from './inputs.ts';
import type { Outcome } from './outcome.ts';
import { recordCalls, type RecordedCall } from './record.ts';
import { replayCalls, type Call } from './replay.ts';
import { pathOf, readSources, type ChangedSources } from './sources.ts';

/** A patch whose tests have run. */
export interface Candidate {
  readonly sample: number;
  readonly patch: Patch;
  /** Only passing ones are clustered; what failing ones do tells how strong the tests are. */
  readonly passes: boolean;
  readonly draws: number;
  readonly logprob?: number | undefined;
}

export interface ObserverParts {
  readonly bench: TestBench;
  readonly syntax: Syntax;
  readonly harness: HarnessTexts;
  /** Relative to the copy's root: our test lies beside the first. */
  readonly testFiles: readonly string[];
  /** Bound on one run of the suite. */
  readonly suiteMs: number;
  readonly seed: number;
  /** Milliseconds, from any start. */
  readonly clock: () => number;
}

/** What running the candidates on generated inputs told. */
export type Observation =
  | {
      readonly available: true;
      readonly clusters: readonly Cluster[];
      /** The calls that counted: every passing candidate did the same on them twice. */
      readonly calls: readonly Call[];
      /** What each candidate did on these calls, in their order. */
      readonly outcomes: ReadonlyMap<number, readonly Outcome[]>;
      /** Inputs left out because an outcome changed from run to run. */
      readonly unstable: number;
      /** Share of the inputs on which all candidates agree. */
      readonly agreement: number;
      /** Names of the functions that were called. */
      readonly functions: readonly string[];
    }
  | { readonly available: false; readonly code: string; readonly why: string };

/** A function's calls cost a share of the inputs each; more functions get none. */
const mostFunctions = 3;
const callMs = 1000;

/**
 * Runs passing candidates on generated inputs and clusters them by what they return, raise and
 * print. One for a run: what was recorded and replayed is kept for the next candidate.
 */
export class Observer {
  readonly #parts: ObserverParts;
  readonly #recorded = new Map<string, readonly RecordedCall[]>();
  readonly #behaviours = new Map<string, Behaviour>();

  constructor(parts: ObserverParts) {
    this.#parts = parts;
  }

  /** `budgetMs` bounds the whole observation. Expected failures are an answer, not thrown. */
  async observe(
    candidates: readonly Candidate[],
    budgetMs: number,
    signal: AbortSignal,
  ): Promise<Observation> {
    const start = this.#parts.clock();
    const left = () => budgetMs - (this.#parts.clock() - start);
    const sources = await readSources(
      candidates.map(({ patch }) => patch),
      this.#parts.syntax,
    );
    if ('code' in sources) return { available: false, ...sources };
    const recorded = await this.#record(sources, left(), signal);
    const targets = targetsOf(recorded, sources);
    if ('code' in targets) return { available: false, ...targets };
    const calls = targets.flatMap((target) => callsOf(target, targets.length, this.#parts.seed));
    if (calls.length === 0)
      return unavailable(
        'not-serialisable',
        `The tests call ${namesOf(targets)} with arguments that cannot be written down.`,
      );
    const behaved: (Behaved & Candidate)[] = [];
    const original = await this.#behaviour(
      [],
      sources,
      calls,
      left() / (2 * candidates.length + 2),
      signal,
    );
    for (const candidate of candidates) {
      const share = left() / (2 * (candidates.length - behaved.length));
      const behaviour = await this.#behaviour(candidate.patch, sources, calls, share, signal);
      behaved.push({ ...candidate, behaviour });
    }
    return gathered(behaved, original, calls, targets);
  }

  /** What patches do on other calls; `budgetMs` bounds all of it. */
  async replay(
    patches: readonly Patch[],
    calls: readonly Call[],
    budgetMs: number,
    signal: AbortSignal,
  ): Promise<readonly Behaviour[]> {
    const sources = await readSources(patches, this.#parts.syntax);
    if ('code' in sources) return [];
    const behaviours: Behaviour[] = [];
    for (const patch of patches) {
      const runMs = budgetMs / (2 * patches.length);
      behaviours.push(await this.#behaviour(patch, sources, calls, runMs, signal));
    }
    return behaviours;
  }

  async #record(
    sources: ChangedSources,
    budgetMs: number,
    signal: AbortSignal,
  ): Promise<readonly RecordedCall[]> {
    const key = sources.watched.map(({ path }) => path).join('\n');
    const known = this.#recorded.get(key);
    if (known) return known;
    const { bench, harness, suiteMs } = this.#parts;
    const timeoutMs = Math.max(1, Math.min(budgetMs, suiteMs));
    const calls = await recordCalls(bench, harness, sources.watched, timeoutMs, signal);
    this.#recorded.set(key, calls);
    return calls;
  }

  /** Two runs, the second in the other order: what depends on earlier calls shows as well. */
  async #behaviour(
    patch: Patch,
    sources: ChangedSources,
    calls: readonly Call[],
    runMs: number,
    signal: AbortSignal,
  ): Promise<Behaviour> {
    const key = JSON.stringify([patch, calls]);
    const known = this.#behaviours.get(key);
    if (known) return known;
    const { bench, harness, testFiles } = this.#parts;
    const files = new Set(calls.map(({ id }) => bench.toRoot(pathOf(id))));
    const test = replayTest(bench, harness, testFiles, [...files]);
    if (!test) return { first: [], again: [] };
    const limits = { callMs, budgetMs: runMs };
    const edits = await sources.reachable(patch);
    const { outcomes: first } = await replayCalls(bench, test, edits, calls, limits, signal);
    const backwards = await replayCalls(bench, test, edits, calls.toReversed(), limits, signal);
    const behaviour = { first, again: backwards.outcomes.toReversed() };
    this.#behaviours.set(key, behaviour);
    return behaviour;
  }
}

/** What the candidates' behaviour over the calls comes to. */
function gathered(
  behaved: readonly (Behaved & Candidate)[],
  original: Behaviour,
  calls: readonly Call[],
  targets: readonly Target[],
): Observation {
  const passing = behaved.filter(({ passes }) => passes);
  const { clusters, counted, unstable, agreement } = clusterBehaviours(passing, original);
  if (counted.length === 0) {
    return unstable > 0
      ? unavailable(
          'not-deterministic',
          `What ${namesOf(targets)} returns changes from run to run.`,
        )
      : unavailable('not-called', `${namesOf(targets)} could not be called outside of the tests.`);
  }
  const countedOf = ({ first }: Behaviour) =>
    counted.map((at): Outcome => first[at] ?? { kind: 'lost' });
  const functions = targets.map(({ name }) => name);
  return {
    available: true,
    clusters,
    calls: counted.flatMap((at) => calls[at] ?? []),
    outcomes: new Map(behaved.map(({ sample, behaviour }) => [sample, countedOf(behaviour)])),
    unstable,
    agreement,
    functions,
  };
}

function unavailable(code: string, why: string): Observation {
  return { available: false, code, why };
}

/** A function to call, and the calls of it that were seen. */
interface Target {
  readonly id: string;
  readonly name: string;
  readonly calls: readonly RecordedCall[];
}

/** The functions by which tests reach what was changed, most calls first. */
function targetsOf(
  recorded: readonly RecordedCall[],
  sources: ChangedSources,
): Target[] | { code: string; why: string } {
  const reaching = recorded.filter(({ entered }) => entered.some(sources.isChanged));
  const ids = [...new Set(reaching.map(({ id }) => id))];
  const targets = ids.map((id) => {
    const calls = reaching.filter((call) => call.id === id);
    return { id, name: calls[0]?.name ?? id, calls };
  });
  if (targets.length > 0) {
    return targets.sort((a, b) => b.calls.length - a.calls.length).slice(0, mostFunctions);
  }
  return {
    code: 'not-reached',
    why: `No test calls a function that ${sources.names} is reached by.`,
  };
}

function namesOf(targets: readonly Target[]): string {
  return targets.map(({ name }) => name).join(', ');
}

function callsOf({ id, calls }: Target, among: number, seed: number): (Call & Input)[] {
  const [first] = calls;
  if (!first) return [];
  const { module, name } = first;
  const inputs = generateInputs(calls, { seed, count: Math.ceil(60 / among) });
  return inputs.map((input) => ({ ...input, id, module, name }));
}
