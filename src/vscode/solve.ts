import { type CancellationToken, commands, Disposable, l10n, window } from 'vscode';
import { type Failure, toFailure } from '../base/failure.ts';
import type { Applied } from './apply.ts';
import { changeWish, type Wish, wishOf } from './ask.ts';
import { registerCodeAction } from './code-action.ts';
import { mayBeSent } from './consent.ts';
import { noticeText } from './notice.ts';
import {
  changeWords,
  type Ended,
  outcomeWords,
  type Step,
  stepLabel,
  suggestionText,
  type Words,
} from './outcome-words.ts';
import { registerPanel } from './panel/panel.ts';
import type { Past } from './panel/past.ts';
import { type Proposal, Viewer } from './proposal.ts';
import { readSettings } from './settings.ts';
import type { Shell, Solved } from './solve-run.ts';
import { TestFinder } from './tests.ts';
import { registerTools } from './tools/tools.ts';

/** How a call of `reckon.solve` ended, for who calls it as a command. */
type Said = Pick<Ended, 'outcome' | 'code' | 'why'>;

/** `Reckon: Solve with N Samples` and all ways to it, the panel, and the button that applies a patch. */
export function registerSolve(shell: Shell): Disposable {
  const viewer = new Viewer();
  const finder = new TestFinder(shell.context);
  const solver = new Solver(shell, viewer);
  return Disposable.from(
    viewer,
    registerCodeAction(finder),
    registerPanel(shell, (step, past) => solver.takeUp(step, past)),
    registerTools((wish, agent) => solver.run(wish, agent), shell),
    // Nobody is asked for a goal that cannot be worked on.
    commands.registerCommand('reckon.solve', async (argument?: unknown) =>
      solver.isFree() ? await solver.solve(await wishOf(argument, finder)) : undefined,
    ),
    commands.registerCommand('reckon.verifyChange', async () =>
      solver.isFree() ? await solver.solve(await changeWish()) : undefined,
    ),
    commands.registerCommand('reckon.applyPatch', () => solver.apply()),
  );
}

/** One run at a time, from the wish to the patch in the user's files. */
class Solver {
  readonly #shell: Shell;
  readonly #viewer: Viewer;
  #busy = false;

  constructor(shell: Shell, viewer: Viewer) {
    this.#shell = shell;
    this.#viewer = viewer;
  }

  /** Says so where it is not. */
  isFree(): boolean {
    if (this.#busy) void window.showInformationMessage(busy().why);
    return !this.#busy;
  }

  /** Undefined where nothing was run. */
  async solve(wish: Wish | undefined): Promise<Said | undefined> {
    if (!wish) return undefined;
    const solved = await this.run(wish);
    if ('ended' in solved) return await this.#present(wish, solved);
    if (solved.code === 'busy') void window.showInformationMessage(solved.why);
    return undefined;
  }

  /**
   * Runs a wish and holds its patch ready; for an agent where `agent` is its call's token. A failure
   * where nothing was run. Throws FailureError where the run that it goes on from cannot be read.
   */
  async run(wish: Wish, agent?: CancellationToken): Promise<Solved | Failure> {
    if (this.#busy) return busy();
    this.#busy = true;
    try {
      // Loaded at first use: activation stays free of the sandbox, the runners and the models.
      const { modelsOf, solveWish } = await import('./solve-run.ts');
      for (const model of await modelsOf(wish)) {
        if (await mayBeSent(model, this.#shell.context)) continue;
        const why = l10n.t('Code of this workspace may not go to {0}.', model);
        return { code: 'not-allowed', why };
      }
      const solved = await solveWish(wish, this.#shell, agent);
      const proposal = wish.change ? undefined : proposalOf(wish, solved);
      if (proposal) this.#viewer.propose(proposal);
      return solved;
    } finally {
      this.#busy = false;
    }
  }

  async apply(): Promise<Applied | undefined> {
    const { proposal } = this.#viewer;
    if (!proposal) return undefined;
    try {
      if (!(await this.#isLookedAt(proposal))) return 'declined';
      const { applyProposal } = await import('./apply.ts');
      const applied = await applyProposal(proposal, this.#viewer);
      this.#shell.log.info(
        `${proposal.title}: ${applied}${proposal.vouched ? '' : ', not vouched for'}`,
      );
      if (applied === 'applied') this.#viewer.propose(undefined);
      return applied;
    } catch (thrown) {
      void window.showErrorMessage(noticeText(toFailure(thrown).why));
      return undefined;
    }
  }

  /** Carries out a step about a run that is over and need not be the last one. */
  async takeUp(step: Step, { wish, patch, vouched, report, trace }: Past): Promise<void> {
    const { folder, title } = wish;
    if (step.kind === 'apply' || step.kind === 'view') {
      this.#viewer.propose(patch ? { folder, patch, title, vouched } : undefined);
    }
    await this.#carryOut(step, wish, { report, trace });
  }

  /** Shows how a run ended; what the user does about it is not waited for. */
  async #present(wish: Wish, solved: Solved): Promise<Said> {
    const { outcome, code, why } = solved.ended;
    if (outcome === 'solved' && !wish.change) await this.#view();
    const words = wish.change ? changeWords : outcomeWords;
    this.#ask(words(solved.ended, l10n.t), wish, solved).catch((thrown: unknown) => {
      void window.showErrorMessage(noticeText(toFailure(thrown).why));
    });
    return { outcome, code, why };
  }

  async #view(): Promise<void> {
    const { proposal } = this.#viewer;
    if (proposal) await this.#viewer.showPatch(proposal);
  }

  /** Nothing is applied unseen: a patch that was not on the screen is shown, and asked about. */
  async #isLookedAt(proposal: Proposal): Promise<boolean> {
    if (this.#viewer.hasShown(proposal)) return true;
    await this.#viewer.showPatch(proposal);
    // One that nothing vouches for is asked about in any case.
    if (!proposal.vouched) return true;
    const apply = l10n.t('Apply');
    const question = l10n.t('Apply this patch for {0}?', proposal.title);
    return (await window.showInformationMessage(noticeText(question), apply)) === apply;
  }

  async #ask({ tone, text, steps }: Words, wish: Wish, solved: Solved): Promise<void> {
    if (tone === 'quiet') {
      window.setStatusBarMessage(text, 5000);
      return;
    }
    const show = {
      good: window.showInformationMessage,
      open: window.showWarningMessage,
      bad: window.showErrorMessage,
    }[tone];
    // By the button itself: two long answers may begin alike.
    const chosen = await show(
      noticeText(text),
      ...steps.map((step) => ({ title: stepLabel(step, l10n.t), step })),
    );
    if (!chosen) return;
    const { ended, trace } = solved;
    const lacks = wish.change ? suggestionText(ended, l10n.t) : '';
    await this.#carryOut(chosen.step, wish, { trace, report: lacks + solved.report });
  }

  async #carryOut(
    step: Step,
    wish: Wish,
    { report, trace }: Pick<Solved, 'report' | 'trace'>,
  ): Promise<void> {
    switch (step.kind) {
      case 'apply':
        await this.apply();
        return;
      case 'view':
        await this.#view();
        return;
      case 'report':
        await this.#viewer.showReport('Reckon report', report);
        return;
      case 'again':
        // Another seed: the same one would draw the same samples.
        await this.solve({ ...wish, seed: wish.seed + 1 });
        return;
      case 'key':
        if (await this.#shell.keys.enter(readSettings(wish.folder).model)) await this.solve(wish);
        return;
      case 'answer':
        if (trace !== null) {
          await this.solve({ ...wish, answered: { trace, answer: step.answer } });
        }
        return;
      case 'model':
        await commands.executeCommand('reckon.chooseModel');
        return;
      case 'doctor':
        await commands.executeCommand('reckon.doctor');
        return;
      case 'setting':
        await commands.executeCommand('workbench.action.openSettings', step.setting);
    }
  }
}

function busy(): Failure {
  const why = l10n.t('Reckon is solving already: wait for it, or cancel it.');
  return { code: 'busy', why };
}

/** What a run has to hand over, or to look at. */
function proposalOf({ folder, title }: Wish, { ended }: Solved): Proposal | undefined {
  const { patch, outcome } = ended;
  return patch ? { folder, patch, title, vouched: outcome === 'solved' } : undefined;
}
