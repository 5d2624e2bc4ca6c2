import { l10n, type WorkspaceFolder } from 'vscode';
import type * as z from 'zod';
import { type Wish, wishOfChange } from '../ask.ts';
import type { Ended } from '../outcome-words.ts';
import { readSettings } from '../settings.ts';
import { type SolveInput, solveInput, type VerifyInput, verifyInput } from './input.ts';
import {
  type Call,
  type Confirmation,
  judgedWords,
  solveConfirmation,
  solvedWords,
  verifyConfirmation,
} from './words.ts';

/** A tool for agents: what may be said to it, what the user is asked, what is run, what it answers. */
export interface Kind<Input> {
  readonly input: z.ZodType<Input>;
  /** While it runs. */
  readonly doing: string;
  readonly confirm: (call: Call) => Confirmation;
  readonly wish: (folder: WorkspaceFolder, input: Input) => Wish;
  readonly answer: (ended: Ended) => string;
}

export const solving: Kind<SolveInput> = {
  input: solveInput,
  doing: l10n.t('Reckon samples patches until the tests pass'),
  confirm: (call) => solveConfirmation(call, l10n.t),
  wish: (folder, { goal = null, targets = [] }) => ({
    folder,
    title: goal ?? targets[0] ?? l10n.t('all failing tests'),
    goal,
    targets,
    samples: readSettings(folder).samples,
    seed: 0,
  }),
  answer: solvedWords,
};

export const judging: Kind<VerifyInput> = {
  input: verifyInput,
  doing: l10n.t('Reckon judges the uncommitted change'),
  confirm: (call) => verifyConfirmation(call, l10n.t),
  wish: wishOfChange,
  answer: judgedWords,
};
