import { z } from 'zod';
import { readRows } from '../recorded-answers.ts';

/** A text taken out of a program, to be filled in again. */
export interface Hole {
  readonly id: string;
  /** The set it comes from. */
  readonly set: SetName;
  /** Number of the HumanEval problem: the same problem stands in several sets. */
  readonly problem: number;
  /** A file name with the language's extension. */
  readonly file: string;
  readonly prefix: string;
  readonly middle: string;
  readonly suffix: string;
}

const infillingRow = z.object({
  task_id: z.string(),
  prompt: z.string(),
  suffix: z.string(),
  canonical_solution: z.string(),
});
const santacoderRow = z.object({
  name: z.string(),
  prompt: z.string(),
  suffix: z.string(),
  canonical_solution: z.string(),
});

const sets = {
  'humaneval-lines': humanEval('HumanEval-SingleLineInfilling'),
  'santacoder-js': santacoder('santacoder_fim_js', 'solution.js'),
  'santacoder-py': santacoder('santacoder_fim_py', 'solution.py'),
  'humaneval-multi': humanEval('HumanEval-MultiLineInfilling'),
  'humaneval-spans': humanEval('HumanEval-RandomSpanInfilling'),
} as const;
export type SetName = keyof typeof sets;

/** The sets whose holes are one line each. */
export const lineSets = ['humaneval-lines', 'santacoder-js', 'santacoder-py'] as const;

/** The holes of a set, in its order. Throws where `RECKON_DATA` is not set or lacks the set. */
export async function readHoles(set: SetName): Promise<Hole[]> {
  const holes = await sets[set]();
  return holes.map((hole) => ({ ...afterIndentation(hole), set }));
}

/** The cursor stands after a line's indentation, as an editor puts it. */
function afterIndentation(hole: Unnamed): Unnamed {
  const { prefix, middle } = hole;
  if (!prefix.endsWith('\n')) return hole;
  const [indentation = ''] = /^[ \t]*/.exec(middle) ?? [];
  return {
    ...hole,
    prefix: prefix + indentation,
    middle: middle.slice(indentation.length),
  };
}

type Unnamed = Omit<Hole, 'set'>;

function humanEval(name: string): () => Promise<Unnamed[]> {
  return async () => {
    const rows = await readRows(`humaneval_infilling/${name}.jsonl.gz`, infillingRow);
    return rows.map(({ task_id: id, prompt, suffix, canonical_solution: solution }) => {
      // The break after a whole line is not the line's: it stands before what follows.
      const whole = solution.endsWith('\n') && !name.includes('RandomSpan');
      return {
        id,
        problem: numberIn(id),
        file: 'solution.py',
        prefix: prompt,
        middle: whole ? solution.slice(0, -1) : solution,
        suffix: whole ? `\n${suffix}` : suffix,
      };
    });
  };
}

function santacoder(name: string, file: string): () => Promise<Unnamed[]> {
  return async () => {
    const rows = await readRows(`santacoder_fim_js_py_java/${name}.jsonl.gz`, santacoderRow);
    // Prompt, line and suffix lack the line breaks between them.
    return rows.map(({ name: id, prompt, suffix, canonical_solution: middle }) => ({
      id: `${name}/${id}`,
      problem: numberIn(id),
      file,
      prefix: `${prompt}\n`,
      middle,
      suffix: `\n${suffix}`,
    }));
  };
}

function numberIn(id: string): number {
  return Number(/HumanEval[_/](\d+)/.exec(id)?.[1] ?? -1);
}
