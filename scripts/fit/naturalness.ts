import path from 'node:path';
import { neverAborted } from '../../src/base/abort.ts';
import { Syntax } from '../../src/base/syntax.ts';
import { openModel } from '../../src/model/open.ts';
import { measuredModel } from '../../src/verify/change.ts';
import { grammarsOf } from '../../src/solve/run.ts';
import { changedLines } from '../../src/verify/evidence/changes.ts';
import { mutantsOf } from '../../src/verify/evidence/mutants.ts';
import { naturalness } from '../../src/verify/evidence/naturalness.ts';
import { areaUnderCurve, fitLogistic, type Observation } from '../acceptance/verify/logistic.ts';
import { foldsOf } from '../acceptance/verify/fit.ts';
import { type LabelledTask, readLabelledTasks } from '../acceptance/verify/tasks.ts';
import { numberOf } from '../acceptance/recorded-answers.ts';

/** Programs of a task that are weighed at most: right ones, wrong ones, bent ones. */
const mostOfKind = 3;
/** Ridge, in tasks. */
const ridge = 2;
const folds = 5;

/** How a wrong change came about: a model's own, or a slip in what is right. */
type Kind = 'drawn' | 'bent';

interface Weighed {
  readonly number: number;
  readonly kind: Kind;
  readonly wrong: boolean;
  readonly value: number;
}

/**
 * How much the naturalness of a change says of whether it is right. Nobody knows who made a change:
 * half of the observations are recorded samples that pass their examples, as models err, and half
 * references and what becomes of them by one small change, as hands slip. Prints what
 * src/verify/change.ts holds, and what it tells on tasks left out.
 */
export async function fitNaturalness(): Promise<void> {
  const installRoot = path.resolve(import.meta.dirname, '../..');
  const model = openModel(measuredModel, { installRoot, env: {} });
  if ('code' in model) throw new Error(model.why);
  const syntax = new Syntax(grammarsOf(installRoot));
  const weighed: Weighed[] = [];
  try {
    for (const task of await readLabelledTasks()) {
      const programs = [...drawnOf(task), ...(await bentOf(task, syntax))];
      for (const { body, ...of } of programs) {
        const edit = { path: 'task.py', before: task.prompt, after: task.prompt + body };
        const value = await naturalness([edit], model, neverAborted);
        if (value !== null) weighed.push({ ...of, number: numberOf(task.id), value });
      }
      console.log(`${task.id}: ${weighed.length} programs`);
    }
  } finally {
    await model.dispose();
  }
  console.log(JSON.stringify(fit(weighed)));
  for (const kind of ['drawn', 'bent'] as const) {
    console.log(`AUC on tasks left out, ${kind}: ${heldOut(weighed, kind)?.toFixed(3) ?? 'none'}`);
  }
}

interface Body {
  readonly kind: Kind;
  readonly wrong: boolean;
  readonly body: string;
}

/** Different programs that pass the examples, of the right ones and the wrong ones a few. */
function drawnOf(task: LabelledTask): Body[] {
  const bodies = new Map<string, boolean>();
  for (const { program, passes, right } of task.samples) {
    const body = passes ? bodyOf(task.programs[program] ?? '', task.entry) : null;
    if (body !== null) bodies.set(body, !right);
  }
  const all = [...bodies].map(([body, wrong]): Body => ({ kind: 'drawn', wrong, body }));
  return [true, false].flatMap((kind) =>
    all.filter(({ wrong }) => wrong === kind).slice(0, mostOfKind),
  );
}

/** The reference, and a few of its mutants. */
async function bentOf({ prompt, reference }: LabelledTask, syntax: Syntax): Promise<Body[]> {
  const text = reference.plain;
  const lines = changedLines({ path: 'task.py', before: prompt, after: text });
  const mutants = await mutantsOf({ path: 'task.py', text }, lines, syntax, mostOfKind);
  const kind = 'bent';
  return [
    { kind, wrong: false, body: text.slice(prompt.length) },
    ...mutants.map(
      (mutant) => ({ kind, wrong: true, body: mutant.text.slice(prompt.length) }) as const,
    ),
  ];
}

/** How well one kind is told on tasks that were not fitted on. */
function heldOut(weighed: readonly Weighed[], kind: Kind): number | null {
  const fold = foldsOf(
    weighed.map(({ number }) => number),
    folds,
    0,
  );
  const scored = Array.from({ length: folds }, (_, each) => {
    const { mean, weight } = fit(weighed.filter(({ number }) => fold.get(number) !== each));
    return weighed
      .filter((one) => one.kind === kind && fold.get(one.number) === each)
      .map(({ wrong, value }) => ({ wrong, score: weight * (value - mean), weight: 1 }));
  });
  return areaUnderCurve(scored.flat());
}

/** The function's lines after its signature and docstring; null where there is no such function. */
function bodyOf(program: string, entry: string): string | null {
  const found = new RegExp(`^def ${entry}\\([^]*?\\)[^\\n]*:\\n`, 'm').exec(program);
  if (!found) return null;
  const body = program.slice(found.index + found[0].length);
  return body.replace(/^\s*("""|''')[^]*?\1[^\n]*\n/, '').trimEnd();
}

/** A task's right and wrong programs of a kind count alike, and as much as another task's. */
function fit(weighed: readonly Weighed[]): { mean: number; weight: number } {
  const mean = weighed.reduce((sum, { value }) => sum + value, 0) / weighed.length;
  const groupOf = ({ number, kind, wrong }: Weighed) => `${number} ${kind} ${wrong}`;
  const sizes = new Map<string, number>();
  for (const each of weighed) sizes.set(groupOf(each), (sizes.get(groupOf(each)) ?? 0) + 1);
  const observations: Observation[] = weighed.map((each) => ({
    wrong: each.wrong,
    weight: 1 / (sizes.get(groupOf(each)) ?? 1),
    features: [each.value - mean],
  }));
  const [weight = 0] = fitLogistic(observations, [-1], ridge).weights;
  return { mean, weight };
}
