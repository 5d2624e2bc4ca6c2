import { seededRandom, shuffled } from '../../../src/base/random.ts';
import type { PassingCandidate, RunState, SeenSample } from '../../../src/verify/policy.ts';
import { numberOf } from '../recorded-answers.ts';
import { collect, type Collected, type SeenProgram } from './collect.ts';
import {
  readLabelledTasks,
  type LabelledSample,
  type LabelledTask,
  type WrittenTest,
} from './tasks.ts';

/** A task with what its programs do. */
export interface SeenTask {
  readonly task: LabelledTask;
  readonly seen: Collected;
}

/** All tasks of the data folder, collected; the first time takes minutes. */
export async function readSeenTasks(note: (text: string) => void): Promise<SeenTask[]> {
  const tasks: SeenTask[] = [];
  for (const task of await readLabelledTasks()) {
    tasks.push({ task, seen: await collect(task) });
    note(`${task.id}: ${task.programs.length} programs`);
  }
  return tasks;
}

/** The sampler that mixes all models of humaneval_10runs. */
export const mixed = 'mixed';
/** The sampler of the CodeT set, which is not mixed with others. */
const alone = 'codegen-16b';

/** The samplers of a task, `mixed` among them where there is something to mix. */
export function samplersOf({ task }: SeenTask): string[] {
  const names = [...new Set(task.samples.map(({ sampler }) => sampler))].sort();
  return names.filter((name) => name !== alone).length > 1 ? [...names, mixed] : names;
}

/** An answered question: the input, and the right answer there; null for unknown. */
export interface Answered {
  readonly input: number;
  readonly right: string | null;
}

const passedBy = new WeakMap<SeenProgram, readonly string[]>();

/** The written tests that a program passes, each as often as it was written. */
function writtenPassed(seen: SeenProgram, tests: readonly WrittenTest[]): readonly string[] {
  const known = passedBy.get(seen);
  if (known) return known;
  const passed = tests.flatMap(({ text, times }, at) =>
    seen.written[at] ? Array.from({ length: times }, () => text) : [],
  );
  passedBy.set(seen, passed);
  return passed;
}

/** One task, one sampler, the samples in a random order. */
export class RecordedRun {
  readonly id: string;
  /** HumanEval number. */
  readonly number: number;
  readonly sampler: string;
  readonly size: number;
  readonly #task: LabelledTask;
  readonly #seen: Collected;
  /** Indices of the task's samples as they are drawn. */
  readonly #order: readonly number[];
  readonly #samples: readonly SeenSample[];

  constructor({ task, seen }: SeenTask, sampler: string, seed: number) {
    this.#task = task;
    this.#seen = seen;
    this.id = `${task.id} ${sampler}`;
    this.number = numberOf(task.id);
    this.sampler = sampler;
    const own = [...task.samples.keys()].filter((index) => {
      const drawnBy = task.samples[index]?.sampler;
      return sampler === mixed ? drawnBy !== alone : drawnBy === sampler;
    });
    this.#order = shuffled(own, seededRandom(seed * 1009 + this.number));
    this.size = own.length;
    const first = new Map<number, number>();
    this.#samples = this.#order.map((index) => {
      const { program } = this.#drawn(index);
      const same = first.get(program) ?? null;
      if (same === null) first.set(program, index);
      return this.#sample(index, same);
    });
  }

  /** The generated inputs of the task. */
  get inputs(): Collected['inputs'] {
    return this.#seen.inputs;
  }

  isRight(sample: number): boolean {
    return this.#drawn(sample).right;
  }

  /** Index of a sample's program among the task's. */
  programOf(sample: number): number {
    return this.#drawn(sample).program;
  }

  /** What a policy sees after `judged` draws and these answers. */
  state(judged: number, answered: readonly Answered[] = []): RunState {
    const known = answered.filter(({ right }) => right !== null);
    const drawn = this.#samples.slice(0, judged);
    const samples = known.length === 0 ? drawn : drawn.map((each) => this.#retried(each, known));
    const draws = new Map<number, number>();
    for (const { sample, same } of samples) {
      draws.set(same ?? sample, (draws.get(same ?? sample) ?? 0) + 1);
    }
    const passing: PassingCandidate[] = samples
      .filter(({ same, passed }) => same === null && passed)
      .map(({ sample }) => ({ sample, draws: draws.get(sample) ?? 1 }));
    const asked = new Set(answered.map(({ input }) => input));
    return {
      judged,
      samples,
      passing,
      exhausted: judged >= this.size,
      // A sample starts from nothing: every test fails before it.
      tests: this.#task.tests.length + known.length,
      targets: this.#task.tests.length + known.length,
      guardsNear: 0,
      behaviour: {
        outcomes: new Map(
          [...draws.keys()].flatMap((sample) => {
            const outcomes = this.#programOf(sample)?.outcomes;
            return outcomes ? [[sample, outcomes] as const] : [];
          }),
        ),
        askable: [...this.#seen.inputs.keys()].filter((input) => !asked.has(input)),
      },
      questions: { asked: answered.length, answered: known.length },
      msPerSample: 0,
    };
  }

  /** What a person who knows the reference answers; null where the contract refuses the input. */
  rightAnswer(input: number): string | null {
    const { reference, guarded } = this.#seen;
    const plain = reference?.outcomes[input];
    const isInContract = plain === guarded?.outcomes[input] && plain?.startsWith('returned');
    return plain !== undefined && isInContract ? plain : null;
  }

  #drawn(sample: number): LabelledSample {
    const drawn = this.#task.samples[sample];
    if (!drawn) throw new Error(`${this.id} has no sample ${sample}`);
    return drawn;
  }

  #programOf(sample: number): SeenProgram | null {
    return this.#seen.programs[this.#drawn(sample).program] ?? null;
  }

  #sample(index: number, same: number | null): SeenSample {
    const { sampler, passes } = this.#drawn(index);
    const { tests, writtenTests } = this.#task;
    const seen = this.#programOf(index);
    return {
      sample: index,
      model: sampler,
      strategy: 'recorded',
      passed: passes,
      same,
      rejectedBy: passes ? [] : tests.filter((_, at) => !seen?.passes[at]),
      logprob: null,
      writtenPassed: seen ? writtenPassed(seen, writtenTests) : [],
    };
  }

  /** The sample, judged by the answers too: each is a test now. */
  #retried(sample: SeenSample, known: readonly Answered[]): SeenSample {
    const outcomes = this.#programOf(sample.sample)?.outcomes;
    const failed = known.filter(({ input, right }) => outcomes?.[input] !== right);
    return {
      ...sample,
      passed: sample.passed && failed.length === 0,
      rejectedBy: [...sample.rejectedBy, ...failed.map(({ input }) => `answered ${input}`)],
    };
  }
}
