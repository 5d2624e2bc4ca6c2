import assert from 'node:assert/strict';
import { goReportName, readGoReport } from '../../../src/runner/go-report.ts';

describe('readGoReport', () => {
  it('reads of a package that does not build what go before 1.24 prints', () => {
    // As go 1.19 printed it, less the times.
    const printed = [
      '{"Action":"run","Package":"m/a","Test":"TestA"}',
      '{"Action":"output","Package":"m/a","Test":"TestA","Output":"=== RUN   TestA\\n"}',
      '{"Action":"output","Package":"m/a","Test":"TestA","Output":"--- PASS: TestA (0.00s)\\n"}',
      '{"Action":"pass","Package":"m/a","Test":"TestA","Elapsed":0}',
      '{"Action":"pass","Package":"m/a","Elapsed":0.004}',
      'FAIL\tm/b [build failed]',
      '',
    ].join('\n');
    const output = '# m/b [m/b.test]\nb/b.go:3:23: cannot use "x" as int value in return statement';
    const files = new Map([[goReportName, printed]]);
    const report = readGoReport({ exitCode: 2, output, files, ms: 10 });
    assert.deepEqual(report.cases, [{ id: 'm/a.TestA', outcome: 'passed', ms: 0 }]);
    assert.deepEqual(report.errors, [`m/b\n${output}`]);
    assert.equal(report.complete, true);
  });
});
