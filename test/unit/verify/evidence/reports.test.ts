import assert from 'node:assert/strict';
import { probesAt, reportCoverage } from '../../../../src/verify/evidence/coverage.ts';
import { defaultBudgetMs } from '../../../../src/verify/evidence/gather.ts';
import { directions, type Piece } from '../../../../src/verify/evidence/kinds.ts';
import { reportReverts } from '../../../../src/verify/evidence/reverts.ts';
import { measureSize } from '../../../../src/verify/evidence/size.ts';
import { reportMutants } from '../../../../src/verify/evidence/survivors.ts';

const valuesOf = (pieces: readonly Piece[]) => pieces.map(({ kind, value }) => [kind, value]);

describe('what a line of code is seen by', () => {
  const statement = (startLine: number, endLine: number) => ({ path: 'a.js', startLine, endLine });

  it('is the innermost statement on it', () => {
    const statements = [statement(0, 4), statement(1, 3), statement(2, 2), statement(2, 2)];
    assert.deepEqual(probesAt(statements, 'a.js', 0), [0]);
    assert.deepEqual(probesAt(statements, 'a.js', 2), [2, 3]);
    assert.deepEqual(probesAt(statements, 'a.js', 3), [1]);
    assert.deepEqual(probesAt(statements, 'a.js', 5), []);
    assert.deepEqual(probesAt(statements, 'b.js', 2), []);
  });
});

describe('reports', () => {
  const known = { cut: false, targets: true };

  it('of coverage count lines, and name those that no test runs', () => {
    const line = (at: number, covered: boolean, byTargets: boolean) => ({
      path: 'a.py',
      line: at,
      covered,
      byTargets,
      reach: null,
    });
    const lines = [line(1, true, true), line(2, true, false), line(3, false, false)];
    const { pieces, suggestions } = reportCoverage([...lines, line(4, false, false)], known);
    assert.deepEqual(valuesOf(pieces), [
      ['lines-covered', 0.5],
      ['lines-covered-by-targets', 0.25],
    ]);
    assert.equal(pieces[0]?.why, 'The tests run 2 of 4 changed lines.');
    assert.deepEqual(suggestions, [
      { path: 'a.py', line: 3, why: 'No test runs all of lines 4 to 5 of a.py.' },
    ]);
  });

  it('of coverage leave out targets where there are none', () => {
    const line = {
      path: 'a.py',
      line: 1,
      covered: true,
      byTargets: false,
      reach: 'suite',
    } as const;
    const { pieces } = reportCoverage([line], { ...known, targets: false });
    assert.deepEqual(valuesOf(pieces), [['lines-covered', 1]]);
  });

  it('of coverage tell a budget that ended from tests that bear no probes', () => {
    const cut = reportCoverage(null, { ...known, cut: true });
    assert.equal(cut.pieces[0]?.value, null);
    assert.equal(cut.cut.length, 1);
    assert.deepEqual(reportCoverage(null, known).cut, []);
    assert.match(reportCoverage([], known).pieces[0]?.why ?? '', /can be seen to run/);
  });

  it('of reverts name what no test needs', () => {
    const hunk = { path: 'a.py', start: 4, before: [], after: ['# why', '    return 1'] };
    const other = { ...hunk, start: 9 };
    const { pieces, suggestions, cut } = reportReverts(
      [
        { hunk, needed: false },
        { hunk: other, needed: true },
        { hunk: other, needed: null },
      ],
      true,
    );
    assert.deepEqual(valuesOf(pieces), [['hunks-unneeded', 0.5]]);
    const why = 'No test needs the change at lines 5 to 6 of a.py (return 1).';
    assert.deepEqual(suggestions, [{ path: 'a.py', line: 4, why }]);
    assert.deepEqual(cut, ['The budget ended when 2 hunks had been taken back.']);
  });

  it('of mutants suggest tests', () => {
    const mutant = { path: 'a.py', line: 11, before: '<', after: '<=', text: '' };
    const removed = { ...mutant, before: 'a.pop()', after: '' };
    const { pieces, suggestions } = reportMutants(
      [
        { mutant, noticed: false },
        { mutant: removed, noticed: false },
        { mutant, noticed: true },
        { mutant, noticed: true },
      ],
      false,
    );
    assert.deepEqual(valuesOf(pieces), [['mutants-unnoticed', 0.5]]);
    assert.deepEqual(
      suggestions.map(({ why }) => why),
      [
        'Nothing notices if `<` becomes `<=` on line 12 of a.py.',
        'Nothing notices if `a.pop()` is left out of line 12 of a.py.',
      ],
    );
  });

  it('know nothing of what was not run', () => {
    assert.deepEqual(valuesOf(reportReverts([], false).pieces), [['hunks-unneeded', null]]);
    assert.deepEqual(valuesOf(reportMutants([], false).pieces), [['mutants-unnoticed', null]]);
  });

  it('of the size count lines, places, files and signs', () => {
    const edit = { path: 'a.py', before: 'a = 1\nb\nc\n', after: 'a = 2\nb\nc(d)\n' };
    assert.deepEqual(valuesOf(measureSize([edit])), [
      ['lines-changed', 4],
      ['hunks-changed', 2],
      ['files-changed', 1],
      ['distance', 4],
    ]);
  });
});

describe('mutants', () => {
  it('are never a confidence', () => {
    assert.equal(directions['mutants-unnoticed'], 'nothing');
  });
});

describe('the budget', () => {
  it('is thirty seconds, or twice the suite where that is longer', () => {
    assert.equal(defaultBudgetMs(1000), 30_000);
    assert.equal(defaultBudgetMs(60_000), 120_000);
  });
});
