import type { Node } from 'web-tree-sitter';
import { deriveAbort } from '../../base/abort.ts';
import type { Failure } from '../../base/failure.ts';
import { type LanguageName, languageOf, type Syntax } from '../../base/syntax.ts';
import type { Model } from '../../model/model.ts';
import type { WorkspaceFiles } from '../files.ts';
import type { Suspect } from '../localise/localise.ts';
import { mutationsOf } from '../../verify/operators/mutations.ts';
import { Desk, patchOf } from './desk.ts';
import { type Hole, holesOf, statementHole, surroundings } from './holes.ts';
import { type Gap, Infilling } from './infilling.ts';
import { Mutating } from './mutating.ts';
import type { Ground, Proposer } from './proposer.ts';

export interface CompletionOptions {
  readonly model: Model;
  readonly files: WorkspaceFiles;
  readonly syntax: Syntax;
  /** Suspected statements, most suspicious first. */
  readonly suspects: Promise<readonly Suspect[]>;
  /** Generations that the model can run at once. */
  readonly parallel: number;
  /** Commented path line that the model was trained to see first, by file. */
  readonly header: (path: string) => string;
  /** Milliseconds, from any start. */
  readonly clock: () => number;
  /** False for measurements of filled holes alone: then no operator changes anything. */
  readonly mutates: boolean;
}

/** Statements that are looked at. */
export const mostSuspects = 40;
/** Lines shown around a hole: a small model has what it needs, and a prompt is soon evaluated. */
const window = { before: 24, after: 10 };

/**
 * For models that only complete: changes suspected statements by operators and fills holes in them,
 * all in one order, the likeliest first: suspicion, times how much more probable than the original
 * the model finds the text. Each text comes once. Generation and hand-over run side by side, so that
 * a slow suite gets the best of many and a quick one hardly waits.
 */
export class CompletionProposer implements Proposer {
  readonly model: string;
  readonly #options: CompletionOptions;
  readonly #desk: Desk;
  readonly #infilling: Infilling;
  readonly #mutating: Mutating;

  constructor(options: CompletionOptions) {
    this.model = options.model.name;
    this.#options = options;
    this.#desk = new Desk(options.syntax, options.clock);
    this.#infilling = new Infilling(options.model, this.#desk);
    this.#mutating = new Mutating(options.model, this.#desk);
  }

  async run(ground: Ground, signal: AbortSignal): Promise<Failure | null> {
    const { ctrl, dispose } = deriveAbort(signal);
    this.#desk.onSpent = (tokens) => {
      ground.spend(tokens);
    };
    ctrl.signal.addEventListener('abort', () => {
      this.#desk.changed();
    });
    try {
      for (const suspect of (await this.#options.suspects).slice(0, mostSuspects)) {
        await this.#open(suspect);
      }
      const { parallel } = this.#options;
      const generators = Array.from({ length: parallel }, () => this.#desk.work(ctrl.signal));
      // When no more samples may be drawn, what is being written is for nobody.
      const handing = this.#handOver(ground, ctrl.signal).finally(() => {
        ctrl.abort();
      });
      await Promise.all([handing, ...generators]);
      return this.#desk.failure;
    } finally {
      ctrl.abort();
      dispose();
    }
  }

  async #open(suspect: Suspect): Promise<void> {
    const { path } = suspect.statement;
    await withSource(this.#options, path, (text, root, language) => {
      const gapOf = (hole: Hole): Gap => {
        const { prefix, suffix } = surroundings(hole, text, window);
        const prompt = {
          kind: 'infill' as const,
          prefix: this.#options.header(path) + prefix,
          suffix,
        };
        return { hole, text, prompt };
      };
      if (this.#options.mutates) {
        const mutations = mutationsOf(suspect.statement, text, root, language);
        this.#mutating.open(gapOf(statementHole(suspect, text)), mutations);
      }
      for (const hole of holesOf(suspect, text, root)) this.#infilling.open(gapOf(hole));
    });
  }

  /** Gives the best candidate at hand to the run, one after the other. */
  async #handOver(ground: Ground, signal: AbortSignal): Promise<void> {
    for (let next = await this.#desk.take(signal); next; next = await this.#desk.take(signal)) {
      const { strategy, written, logprob } = next;
      const sample = ground.begin({ strategy, round: 1, model: this.model, listed: true });
      if (!sample) return;
      const numbers = logprob === null ? {} : { logprob };
      sample.token({ kind: 'token', channel: 'answer', text: written, ...numbers });
      const tokens = this.#desk.takeTokens();
      await ground.submit(sample, { patch: patchOf(next), tokens, thinkingTokens: 0, logprob });
    }
  }
}

/** Calls `use` with a source, its syntax tree and its language; not at all where one is missing. */
export async function withSource(
  { files, syntax }: Pick<CompletionOptions, 'files' | 'syntax'>,
  path: string,
  use: (text: string, root: Node, language: LanguageName) => void,
): Promise<void> {
  const text = await files.read(path);
  const language = languageOf(path);
  if (text === null || language === null) return;
  const tree = await syntax.parse(language, text);
  try {
    use(text, tree.rootNode, language);
  } finally {
    tree.delete();
  }
}
