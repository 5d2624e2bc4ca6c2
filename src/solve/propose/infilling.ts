import type { InfillPrompt, Model, TokenEvent } from '../../model/model.ts';
import type { Desk } from './desk.ts';
import { fill, type Hole } from './holes.ts';
import { type Branch, type Step, unfold } from './search.ts';
import { gainOf, guessed, type Origin, type Original } from './weigh.ts';

/** A hole in a file, as the model is asked to fill it. */
export interface Gap {
  readonly hole: Hole;
  /** The file. */
  readonly text: string;
  readonly prompt: InfillPrompt;
}

const longestMiddle = 48;
const alternatives = 8;
/** A line that is only a comment repairs nothing. */
const startsComment = /^\s*(#|\/\/)/;

/** Fills holes by the model's own text, the likeliest first, each text once. */
export class Infilling {
  readonly #model: Model;
  readonly #desk: Desk;

  constructor(model: Model, desk: Desk) {
    this.#model = model;
    this.#desk = desk;
  }

  open(gap: Gap): void {
    const { hole, text } = gap;
    const original = guessed(text.slice(hole.start, hole.end));
    const run = async (signal: AbortSignal) => {
      const weighed = await this.#weigh(gap, original, signal);
      await this.#unfold(gap, weighed, { begin: '', logprob: 0 }, signal);
    };
    const most = gainOf(original, '', 0, originOf(gap), true);
    this.#desk.plan({ place: hole.statement, near: gap, run }, hole.prior + most);
  }

  async #weigh(gap: Gap, guess: Original, signal: AbortSignal): Promise<Original> {
    const { hole, text, prompt } = gap;
    const [logprob] =
      (await this.#model.score?.(prompt, [text.slice(hole.start, hole.end)], signal)) ?? [];
    return logprob === undefined ? guess : { ...guess, logprob };
  }

  async #unfold(gap: Gap, original: Original, start: Branch, signal: AbortSignal): Promise<void> {
    const { hole, prompt } = gap;
    const { steps, finished } = await this.#write({ ...prompt, begin: start.begin }, signal);
    const { answers, branches } = unfold(start, steps, finished, partOfLine);
    for (const branch of branches) {
      if (startsComment.test(branch.begin)) continue;
      const run = (until: AbortSignal) => this.#unfold(gap, original, branch, until);
      const gain = gainOf(original, branch.begin, branch.logprob, originOf(gap), true);
      this.#desk.plan({ place: hole.statement, near: gap, run }, hole.prior + gain);
    }
    for (const answer of answers) await this.#keep(gap, original, answer);
  }

  /** The model's greedy answer, to the end of the line. */
  async #write(
    prompt: InfillPrompt,
    signal: AbortSignal,
  ): Promise<{ steps: Step[]; finished: boolean }> {
    const events: TokenEvent[] = [];
    let finished = false;
    const options = { maxTokens: longestMiddle, temperature: 0, alternatives };
    for await (const event of this.#model.generate(prompt, options, signal)) {
      if (event.kind === 'done') {
        this.#desk.note(event.failure);
        finished = event.finish === 'stop';
      } else {
        events.push(event);
        this.#desk.spend(1);
        // Leaving the loop stops the engine: what follows the line is the suffix once more.
        if (partOfLine(event.text) !== null) break;
      }
    }
    const steps = events.map(({ text, logprob = 0, alternatives: others = [] }) => ({
      text,
      logprob,
      alternatives: others,
    }));
    return { steps, finished };
  }

  async #keep(gap: Gap, original: Original, answer: Branch): Promise<void> {
    const { hole, text } = gap;
    const written = answer.begin.trimEnd();
    const after = fill(hole, text, written);
    if (written.trim() === '' || after === text) return;
    const { path, statement, kind, prior } = hole;
    const candidate = { place: statement, strategy: kind, written, path, before: text, after };
    const score = prior + gainOf(original, answer.begin, answer.logprob, originOf(gap));
    await this.#desk.keep({ ...candidate, logprob: answer.logprob }, score);
  }
}

/** A line break ends an answer: holes are one line at most. */
function partOfLine(token: string): string | null {
  const end = token.indexOf('\n');
  return end < 0 ? null : token.slice(0, end);
}

function originOf({ hole }: Gap): Origin {
  return hole.kind === 'insert' ? 'inserted' : 'written';
}
