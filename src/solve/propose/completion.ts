import { deriveAbort } from '../../base/abort.ts';
import type { Patch } from '../../base/edit.ts';
import type { Failure } from '../../base/failure.ts';
import { languageOf, type Syntax } from '../../base/syntax.ts';
import type { Model, TokenEvent } from '../../model/model.ts';
import type { WorkspaceFiles } from '../files.ts';
import type { Suspect } from '../localise/localise.ts';
import { codeOf } from './code.ts';
import { editsBetween, signs } from './closeness.ts';
import { fill, holesOf, surroundings, type Hole } from './holes.ts';
import type { Ground, Proposer } from './proposer.ts';
import { BestFirst, unfold, type Branch, type Step } from './search.ts';

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
}

/** A hole with what it was, by which candidates are weighed. */
interface Place {
  readonly hole: Hole;
  readonly original: readonly string[];
}

interface Task {
  readonly place: Place;
  readonly branch: Branch;
}

interface Candidate {
  readonly hole: Hole;
  readonly middle: string;
  readonly patch: Patch;
  readonly logprob: number;
}

/** Statements whose holes are opened. */
const mostSuspects = 40;
const longestMiddle = 48;
const alternatives = 8;
/** Candidates kept ready; generation rests above it. */
const readyAtMost = 24;
/** A generator stays with its hole while that is at most this worse than the best: its cache is warm. */
const slackNats = 1.5;
/** Failures in a row after which a model is given up. */
const failuresAllowed = 3;
/** Lines shown around a hole: a small model has what it needs, and a prompt is soon evaluated. */
const window = { before: 24, after: 10 };
/**
 * What each changed sign costs, in nats: most defects are a sign or two away from what is right,
 * while the model alone would write every line anew.
 */
const natsPerEdit = 0.7;
/** A line that is only a comment repairs nothing. */
const startsComment = /^\s*(#|\/\/)/;

/**
 * For models that only complete: fills holes at the suspected statements, the likeliest text first
 * over all holes (suspicion times the model's probability), each text once. Generation and hand-over
 * run side by side, so that a slow suite gets the best of many and a quick one does not wait.
 */
export class CompletionProposer implements Proposer {
  readonly model: string;
  readonly #options: CompletionOptions;
  readonly #open = new BestFirst<Task>();
  readonly #ready = new BestFirst<Candidate>();
  readonly #written = new Set<string>();
  #generating = 0;
  #tokens = 0;
  #failed = 0;
  #failure: Failure | null = null;
  #wake: (() => void)[] = [];

  constructor(options: CompletionOptions) {
    this.model = options.model.name;
    this.#options = options;
  }

  async run(ground: Ground, signal: AbortSignal): Promise<Failure | null> {
    const { ctrl, dispose } = deriveAbort(signal);
    ctrl.signal.addEventListener('abort', () => {
      this.#changed();
    });
    try {
      await this.#openHoles(await this.#options.suspects);
      const { parallel } = this.#options;
      const generators = Array.from({ length: parallel }, () => this.#generate(ctrl.signal));
      // When no more samples may be drawn, what is being written is for nobody.
      const handing = this.#handOver(ground, ctrl.signal).finally(() => {
        ctrl.abort();
      });
      await Promise.all([handing, ...generators]);
      return this.#failure;
    } finally {
      ctrl.abort();
      dispose();
    }
  }

  async #openHoles(suspects: readonly Suspect[]): Promise<void> {
    for (const suspect of suspects.slice(0, mostSuspects)) {
      const { path } = suspect.statement;
      const text = await this.#options.files.read(path);
      const language = languageOf(path);
      if (text === null || language === null) continue;
      const tree = await this.#options.syntax.parse(language, text);
      for (const hole of holesOf(suspect, text, tree.rootNode)) {
        const place = { hole, original: signs(text.slice(hole.start, hole.end)) };
        this.#open.add({ place, branch: { begin: '', logprob: 0 } }, hole.prior);
      }
      tree.delete();
    }
  }

  /** One generator: unfolds the best branch until there is none. */
  async #generate(signal: AbortSignal): Promise<void> {
    let last: Place | null = null;
    while (!signal.aborted && this.#failure === null) {
      if (this.#ready.size >= readyAtMost) {
        await this.#change();
        continue;
      }
      const near: Place | null = last;
      const task: Task | undefined =
        this.#open.takeNear(({ place }) => place === near, slackNats) ?? this.#open.take();
      if (!task) {
        if (this.#generating === 0) break;
        await this.#change();
        continue;
      }
      last = task.place;
      this.#generating++;
      try {
        await this.#unfold(task, signal);
      } finally {
        this.#generating--;
        this.#changed();
      }
    }
    this.#changed();
  }

  async #unfold({ place, branch }: Task, signal: AbortSignal): Promise<void> {
    const { model, files, header } = this.#options;
    const { hole } = place;
    const text = (await files.read(hole.path)) ?? '';
    const { prefix, suffix } = surroundings(hole, text, window);
    const prompt = {
      kind: 'infill' as const,
      prefix: header(hole.path) + prefix,
      suffix,
      begin: branch.begin,
    };
    const events: TokenEvent[] = [];
    let finished = false;
    const options = { maxTokens: longestMiddle, temperature: 0, alternatives };
    for await (const event of model.generate(prompt, options, signal)) {
      if (event.kind === 'done') {
        this.#note(event.failure);
        finished = event.finish === 'stop';
      } else {
        events.push(event);
        // Leaving the loop stops the engine: what follows the line is the suffix once more.
        if (partOfLine(event.text) !== null) break;
      }
    }
    this.#tokens += events.length;
    const steps: Step[] = events.map(({ text: token, logprob = 0, alternatives: others = [] }) => ({
      text: token,
      logprob,
      alternatives: others,
    }));
    const { answers, branches } = unfold(branch, steps, finished, partOfLine);
    for (const next of branches) {
      if (startsComment.test(next.begin)) continue;
      this.#open.add({ place, branch: next }, scoreOf(place, next, true));
    }
    for (const answer of answers) await this.#keep(place, text, answer);
  }

  /** A model that fails again and again is given up; one failure may be its restart. */
  #note(failure: Failure | undefined): void {
    this.#failed = failure ? this.#failed + 1 : 0;
    if (failure && this.#failed >= failuresAllowed) this.#failure = failure;
  }

  /** Makes a candidate of an answer, unless it changes nothing, repeats another or does not parse. */
  async #keep(place: Place, text: string, answer: Branch): Promise<void> {
    const { hole } = place;
    const middle = answer.begin.trimEnd();
    const after = fill(hole, text, middle);
    if (middle.trim() === '' || after === text || this.#written.has(`${hole.path}\n${after}`))
      return;
    this.#written.add(`${hole.path}\n${after}`);
    if (!(await this.#changesCode(hole.path, text, after))) return;
    const patch = [{ path: hole.path, before: text, after }];
    const candidate = { hole, middle, patch, logprob: answer.logprob };
    this.#ready.add(candidate, scoreOf(place, answer, false));
    this.#changed();
  }

  /** Is the new text sound, and different in more than comments and white space? */
  async #changesCode(path: string, before: string, after: string): Promise<boolean> {
    const language = languageOf(path);
    if (!language) return true;
    const code = await codeOf(this.#options.syntax, language, after);
    return code !== null && code !== (await codeOf(this.#options.syntax, language, before));
  }

  /** Gives the best candidate at hand to the run, one after the other. */
  async #handOver(ground: Ground, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const candidate = this.#ready.take();
      if (!candidate) {
        if (this.#generating === 0 && (this.#open.size === 0 || this.#failure)) return;
        await this.#change();
        continue;
      }
      this.#changed();
      const { hole, patch, logprob, middle } = candidate;
      const sample = ground.begin({ strategy: hole.kind, round: 1, model: this.model });
      if (!sample) return;
      sample.token({ kind: 'token', channel: 'answer', text: middle, logprob });
      const tokens = this.#tokens;
      this.#tokens = 0;
      await ground.submit(sample, { patch, tokens, thinkingTokens: 0, logprob });
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #changed(): void {
    for (const resolve of this.#wake.splice(0)) resolve();
  }
}

/** Logarithm of how likely a text is the repair: suspicion, the model's probability, closeness. */
function scoreOf({ hole, original }: Place, { begin, logprob }: Branch, open: boolean): number {
  return hole.prior + logprob - natsPerEdit * editsBetween(original, signs(begin), open);
}

/** A line break ends an answer: holes are one line at most. */
function partOfLine(token: string): string | null {
  const end = token.indexOf('\n');
  return end < 0 ? null : token.slice(0, end);
}
