import { type AcceptRow, shiftOf } from '../../src/complete/accept-log.ts';
import { probability } from '../../src/complete/logistic.ts';
import type { Benchmark, Row } from './benchmark.ts';
import {
  area,
  byUser,
  calibration,
  calibrationError,
  hiddenShare,
  logit,
  logLoss,
  perfectError,
  round,
  type Scored,
} from './gate/figures.ts';
import { featuresOf, type Fitted, modelsFor, type ModelName, readFitted } from './gate/models.ts';
import { readSuggestions, type Suggestion } from './gate/sessions.ts';

/** The share of the accepted that hiding may lose. */
const lost = 0.05;
/** Below every log-probability: what has none is hidden first by the floor, which favours it. */
const lowest = -1e3;
/** A user's first decisions that adapt, and those after which all are compared. */
const learnt = [0, 2, 5, 10, 15, 20] as const;
const comparedFrom = 20;

interface Means {
  readonly suggestions: readonly Suggestion[];
  readonly fitted: Fitted;
}
let opened: Promise<Means> | undefined;
const means = () =>
  (opened ??= Promise.all([readSuggestions(), readFitted()]).then(([{ suggestions }, fitted]) => ({
    suggestions,
    fitted,
  })));

/** Stated by what was fitted without the user. Without log-probabilities: by the fit without. */
function stated(name: ModelName, { suggestions, fitted }: Means): Scored[] {
  return suggestions.map((suggestion) => {
    const models = modelsFor(suggestion.user, fitted);
    const features = featuresOf(name, suggestion, fitted.own);
    const score = features
      ? probability(models[name], features)
      : probability(models.unscored, featuresOf('unscored', suggestion, fitted.own) ?? []);
    return { user: suggestion.user, accepted: suggestion.accepted, score };
  });
}

const floorOf = ({ suggestions }: Means): Scored[] =>
  suggestions.map(({ user, accepted, shown }) => ({
    user,
    accepted,
    score: shown.logprobs?.mean ?? lowest,
  }));

/** Each stated probability, moved by what its user decided before. */
function online(rows: readonly Scored[]): Scored[] {
  return rows.map((row, at) => moved(row, ownBefore(rows, row.user, at)));
}

const ownBefore = (rows: readonly Scored[], user: string, at: number) =>
  rows.slice(0, at).filter((row) => row.user === user);

function moved(row: Scored, own: readonly Scored[]): Scored {
  const record = own.map(({ score, accepted }): AcceptRow => ({
    at: 0,
    language: 'python',
    model: 'copilot',
    p: score,
    shift: 0,
    explored: false,
    outcome: accepted ? 'accepted' : 'rejected',
  }));
  return { ...row, score: 1 / (1 + Math.exp(-logit(row.score) - shiftOf(record))) };
}

function figures(rows: readonly Scored[]): Row['result'] {
  return {
    auc: byUser(rows, area),
    hidden: byUser(rows, (drawn) => hiddenShare(drawn, lost)),
    ...calibration(rows),
    ece: round(calibrationError(rows)),
    eceIfPerfect: perfectError(rows),
    logLoss: round(logLoss(rows)),
  };
}

/** How far one is ahead of the floor in hiding, with the same users drawn for both. */
function ahead(rows: readonly Scored[], floor: readonly Scored[]): Row['result'] {
  const pairs = rows.map((row, at) => ({ ...row, floor: floor[at]?.score ?? lowest }));
  const asFloor = (drawn: typeof pairs) => drawn.map((row) => ({ ...row, score: row.floor }));
  return {
    hidden: byUser(
      pairs,
      (drawn) => hiddenShare(drawn, lost) - hiddenShare(asFloor([...drawn]), lost),
    ),
    auc: byUser(pairs, (drawn) => area(drawn) - area(asFloor([...drawn]))),
  };
}

/** Log loss on a user's later decisions, by how many of the first ones adapt. */
function learningCurve(rows: readonly Scored[]): Row['result'] {
  const users = [...new Set(rows.map(({ user }) => user))].map((user) =>
    rows.filter((row) => row.user === user),
  );
  const after = (count: number) =>
    users.flatMap((own) => own.slice(comparedFrom).map((row) => moved(row, own.slice(0, count))));
  const none = after(0);
  return Object.fromEntries(
    learnt.map((count) => {
      const now = after(count);
      const pairs = now.map((row, at) => ({ ...row, plain: none[at]?.score ?? row.score }));
      const gain = byUser(
        pairs,
        (drawn) => logLoss(drawn.map((row) => ({ ...row, score: row.plain }))) - logLoss(drawn),
      );
      return [count, { suggestions: now.length, logLoss: round(logLoss(now)), gain }];
    }),
  );
}

const runs: Readonly<Record<string, (of: Means) => Row['result']>> = {
  set: ({ suggestions, fitted }) => ({
    suggestions: suggestions.length,
    accepted: suggestions.filter(({ accepted }) => accepted).length,
    users: new Set(suggestions.map(({ user }) => user)).size,
    unseenUsers: new Set(
      suggestions.filter(({ user }) => !(user in fitted.without)).map(({ user }) => user),
    ).size,
    withoutLogprobs: suggestions.filter(({ shown }) => shown.logprobs === null).length,
  }),
  shipped: (of) => figures(stated('shipped', of)),
  'shipped, adapting': (of) => figures(online(stated('shipped', of))),
  unscored: (of) => figures(stated('unscored', of)),
  upper: (of) => figures(stated('upper', of)),
  'known afterwards': (of) => figures(stated('afterwards', of)),
  floor: (of) => {
    const rows = floorOf(of);
    return { auc: byUser(rows, area), hidden: byUser(rows, (drawn) => hiddenShare(drawn, lost)) };
  },
  'shipped against floor': (of) => ahead(stated('shipped', of), floorOf(of)),
  'shipped against floor, where log-probabilities are told': (of) => {
    const told = of.suggestions.map(({ shown }) => shown.logprobs !== null);
    const only = (rows: readonly Scored[]) => rows.filter((_, at) => told[at]);
    return ahead(only(stated('shipped', of)), only(floorOf(of)));
  },
  'adapting against floor': (of) => ahead(online(stated('shipped', of)), floorOf(of)),
  'learning curve': (of) => learningCurve(stated('shipped', of)),
};

const notes = [
  'Each user is judged by weights fitted to the others. Intervals: 95%, bootstrap by user.',
  'hidden: share of the rejected below a threshold that hides 5% of the accepted.',
  '"known afterwards" adds the length in the decision\'s row: what a leak would make of it.',
];

/** The show gate on recorded sessions: does it tell the accepted from the rejected beforehand? */
export const benchmark: Benchmark = {
  seeds: { bootstrap: 5 },
  rows: () => Promise.resolve(Object.keys(runs)),
  run: async (id) => ({ id, result: runs[id]?.(await means()) ?? {}, measured: {} }),
  summarise: (rows) => [
    ...notes,
    ...rows.map(({ id, result }) => `${id}: ${JSON.stringify(result)}`),
  ],
};
