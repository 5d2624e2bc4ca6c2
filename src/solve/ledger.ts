import type { Patch } from '../base/edit.ts';
import type { TokenEvent } from '../model/model.ts';
import type { Emit, Verdict } from '../trace/events.ts';
import type { Board } from './board.ts';
import type { Judgement } from '../verify/pass.ts';
import type { Draft, OpenSample, Origin, Stop } from './propose/proposer.ts';

/** A sample under way, with what its row needs. */
export interface Open extends OpenSample, Origin {
  readonly startedAt: number;
}

export interface Reason {
  readonly verdict: Verdict;
  readonly code: string;
  readonly why: string;
}

/** What is known of a sample when its verdict is. */
export interface Known {
  readonly draft?: Draft;
  readonly hash?: string;
  readonly judgement?: Judgement | null;
  /** The sample whose patch this one repeats. */
  readonly same?: number;
}

/** Keeps the books of a run: every sample is opened, traced and settled here, once. */
export class Ledger {
  readonly #board: Board;
  readonly #emit: Emit;
  readonly #clock: () => number;
  #drawn = 0;

  constructor(board: Board, emit: Emit, clock: () => number) {
    this.#board = board;
    this.#emit = emit;
    this.#clock = clock;
  }

  get drawn(): number {
    return this.#drawn;
  }

  open(sample: Origin): Open {
    const id = ++this.#drawn;
    this.#emit({ kind: 'sample.start', sample: id, ...sample });
    const token = (event: TokenEvent) => {
      this.#emit({ kind: event.channel, sample: id, text: event.text, ...numbersOf(event) });
    };
    const stopped = ({ code, why, numbers }: Stop) => {
      this.#emit({ kind: 'sample.stop', sample: id, code, why, numbers: { ...numbers } });
    };
    return { id, ...sample, startedAt: this.#clock(), token, stopped };
  }

  patch(open: Open, patch: Patch, hash: string, logprob: number | null): void {
    const edits = patch.map((edit) => ({ ...edit }));
    const likelihood = logprob === null ? {} : { logprob };
    this.#emit({ kind: 'patch', sample: open.id, hash, edits, ...likelihood });
  }

  settle(open: Open, reason: Reason, { draft, hash, judgement, same }: Known = {}): void {
    const { id, round, strategy, model, listed = false } = open;
    const { verdict, code, why } = reason;
    const { passed, failed, skipped } = judgement ?? { passed: 0, failed: 0, skipped: 0 };
    const { tokens, thinkingTokens } = draft ?? { tokens: 0, thinkingTokens: 0 };
    const ms = this.#clock() - open.startedAt;
    const row = { verdict, code, why, tokens, thinkingTokens, ms };
    const repeats = same === undefined ? {} : { same };
    if (verdict === 'refused') this.#emit({ kind: 'refused', sample: id, code, why });
    this.#emit({ kind: 'verdict', sample: id, ...row, passed, failed, skipped, ...repeats });
    this.#board.add({
      id,
      round,
      strategy,
      model,
      listed,
      ...row,
      patch: draft?.patch ?? null,
      patchHash: hash ?? null,
      logprob: draft?.logprob ?? null,
      judgement: judgement ?? null,
      same: same ?? null,
    });
  }
}

function numbersOf({ text, logprob, entropy }: TokenEvent) {
  if (logprob === undefined) return {};
  return { tokens: [{ text, logprob, ...(entropy === undefined ? {} : { entropy }) }] };
}
