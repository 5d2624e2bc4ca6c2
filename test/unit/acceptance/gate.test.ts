import assert from 'node:assert/strict';
import {
  area,
  byUser,
  calibration,
  calibrationError,
  hiddenShare,
  perfectError,
  type Scored,
} from '../../../scripts/acceptance/gate/figures.ts';
import { type SessionRow, suggestionsOf } from '../../../scripts/acceptance/gate/sessions.ts';
import { seededRandom } from '../../../src/base/random.ts';

const row = (
  state: SessionRow['StateName'],
  suggestion: string,
  prompt: string,
  length: number,
): SessionRow => ({
  UserId: 3,
  TimeGenerated: '2022-08-08T16:05:28.904Z',
  StateName: state,
  CurrentSuggestion: suggestion,
  CurrentPrompt: prompt,
  Measurements: {
    compCharLen: length,
    numTokens: 3,
    meanLogProb: -0.5,
    documentLength: 9,
    promptEndPos: 4,
  },
});

describe('recorded suggestions', () => {
  it('know nothing of what came after their display', () => {
    const session = (typed: string, later: number) => [
      row('Shown', 'range(3):', 'for i in ', 9),
      row('Rejected', 'range(3):', 'for i in ', 9),
      row('Shown', 'print(i)', `for i in x:\n    ${typed}`, 8),
      row('Replay', 'print(i)', `for i in x:\n    ${typed}`, 7),
      row('Accepted', 'print(i)', `for i in x:\n    ${typed}`, later),
    ];
    const [first, second] = suggestionsOf(session('', 8));
    assert.deepEqual([first?.accepted, first?.shown.before], [false, '']);
    assert.deepEqual([second?.accepted, second?.shown.before], [true, 'for i in ']);
    assert.deepEqual(suggestionsOf(session('print(', 40))[1]?.shown, second?.shown);
  });

  it('are those that something was decided on, as far as they were not typed yet', () => {
    const rows = [
      row('Shown', 'total', '', 3),
      row('Shown', 'total', '', 3),
      row('Rejected', 'total', '', 3),
    ];
    assert.deepEqual(
      suggestionsOf(rows).map(({ shown, user }) => [shown.text, shown.left, user]),
      [['tal', 5, '3@2022-08-08T16:05:28.904Z']],
    );
  });
});

describe('figures of the gate', () => {
  const random = seededRandom(1);
  const drawn = Array.from({ length: 800 }, (_, at): Scored => {
    const score = random();
    return { user: `${at % 8}`, score, accepted: random() < score };
  });

  it('tell a calibrated model from an overconfident one', () => {
    const { slope, intercept } = calibration(drawn);
    assert.ok(Math.abs(slope - 1) < 0.25 && Math.abs(intercept) < 0.25, `${slope} ${intercept}`);
    const over = drawn.map((each) => {
      const odds = (each.score / (1 - each.score)) ** 2;
      return { ...each, score: odds / (1 + odds) };
    });
    assert.ok(Math.abs(calibration(over).slope - 0.5) < 0.12);
    const { mean, high } = perfectError(drawn);
    assert.ok(mean < high && high < 0.08, `${mean} ${high}`);
    assert.ok(calibrationError(over) > high && calibrationError(over) > calibrationError(drawn));
  });

  it('count what hides at most a share of the accepted', () => {
    const rows = [0.1, 0.2, 0.3, 0.4].flatMap((score): Scored[] => [
      { user: 'a', score, accepted: true },
      { user: 'a', score: score - 0.05, accepted: false },
    ]);
    assert.equal(hiddenShare(rows, 0), 0.25, 'those below every accepted one');
    assert.equal(hiddenShare(rows, 0.25), 0.5);
    assert.ok(area(rows) > 0.5 && area(drawn) > 0.8);
  });

  it('widen with few users', () => {
    const { value, low, high } = byUser(drawn, area);
    assert.ok(low < value && value < high && high - low < 0.1);
  });
});
