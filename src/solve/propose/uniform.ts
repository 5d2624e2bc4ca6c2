import type { Failure } from '../../base/failure.ts';
import { type Random, seededRandom } from '../../base/random.ts';
import { mutationsOf } from '../../verify/operators/mutations.ts';
import { type CompletionOptions, mostSuspects, withSource } from './completion.ts';
import { type Candidate, Desk, patchOf } from './desk.ts';
import type { Ground, Proposer } from './proposer.ts';

/** The mutants of a statement that are not drawn yet. */
interface Line {
  readonly suspicion: number;
  readonly mutants: Candidate[];
}

/**
 * For measurements: what the operators alone are worth. A statement is drawn in proportion to its
 * suspicion, then one of its mutants, all equally likely, each once. The model is never asked.
 */
export class UniformProposer implements Proposer {
  readonly model: string;
  readonly #options: CompletionOptions;
  readonly #random: Random;
  readonly #desk: Desk;

  constructor(options: CompletionOptions, seed: number) {
    this.model = options.model.name;
    this.#options = options;
    this.#random = seededRandom(seed);
    this.#desk = new Desk(options.syntax, options.clock);
  }

  async run(ground: Ground, signal: AbortSignal): Promise<Failure | null> {
    const lines = await this.#lines();
    const drawn = new Set<string>();
    while (!signal.aborted) {
      const mutant = this.#draw(lines);
      if (!mutant) break;
      const { path, before, after, strategy } = mutant;
      if (drawn.has(path + after) || !(await this.#desk.changesCode(path, before, after))) continue;
      drawn.add(path + after);
      const sample = ground.begin({ strategy, round: 1, model: this.model, listed: true });
      if (!sample) break;
      const spent = { tokens: 0, thinkingTokens: 0, logprob: null };
      await ground.submit(sample, { patch: patchOf(mutant), ...spent });
    }
    return null;
  }

  async #lines(): Promise<Line[]> {
    const lines: Line[] = [];
    for (const suspect of (await this.#options.suspects).slice(0, mostSuspects)) {
      const { statement, suspicion } = suspect;
      const { path } = statement;
      await withSource(this.#options, path, (text, root, language) => {
        const mutants = mutationsOf(statement, text, root, language).map((mutation) => {
          const { start, end, replacement, operator } = mutation;
          const after = text.slice(0, start) + replacement + text.slice(end);
          const found = { strategy: operator, written: replacement, logprob: null };
          return { ...found, place: statement, path, before: text, after };
        });
        lines.push({ suspicion, mutants });
      });
    }
    return lines;
  }

  #draw(lines: readonly Line[]): Candidate | undefined {
    const open = lines.filter(({ mutants }) => mutants.length > 0);
    const total = open.reduce((sum, { suspicion }) => sum + suspicion, 0);
    let at = this.#random() * total;
    const line = open.find(({ suspicion }) => (at -= suspicion) < 0) ?? open.at(-1);
    if (!line) return undefined;
    return line.mutants.splice(Math.floor(this.#random() * line.mutants.length), 1)[0];
  }
}
