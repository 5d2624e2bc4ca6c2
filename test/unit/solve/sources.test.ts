import assert from 'node:assert/strict';
import { mentionsIn } from '../../../src/solve/localise/mentions.ts';
import { planRuns } from '../../../src/solve/localise/plan.ts';
import { ochiai } from '../../../src/solve/localise/spectrum.ts';
import { importsOf, rankSources, resolveImport } from '../../../src/solve/sources.ts';

describe('sources', () => {
  it('reads imports of Python and JavaScript', () => {
    assert.deepEqual(importsOf('a.py', 'from .b import c\nimport os.path\n'), ['.b', 'os.path']);
    const script = "import a from './a.js';\nconst b = require('../b');\nexport * from \"./c\";";
    assert.deepEqual(importsOf('x.ts', script).sort(), ['../b', './a.js', './c']);
  });

  it('resolves them to files of the workspace', () => {
    const files = ['src/b.ts', 'src/c/index.js', 'pkg/__init__.py', 'pkg/mod.py', 'src/lib/x.py'];
    const paths = new Set(files);
    assert.equal(resolveImport('src/a.ts', './b.js', paths), 'src/b.ts');
    assert.equal(resolveImport('src/a.ts', './c', paths), 'src/c/index.js');
    assert.equal(resolveImport('src/a.ts', 'react', paths), undefined);
    assert.equal(resolveImport('tests/t.py', 'pkg.mod', paths), 'pkg/mod.py');
    assert.equal(resolveImport('pkg/a.py', '.mod', paths), 'pkg/mod.py');
    assert.equal(resolveImport('pkg/a.py', '.', paths), 'pkg/__init__.py');
    assert.equal(resolveImport('t.py', 'lib.x', paths), 'src/lib/x.py');
  });

  it('ranks what the failure names before what the tests import before the rest', async () => {
    const texts: Record<string, string> = {
      'a.py': '',
      'b.py': 'import c\n',
      'c.py': '',
      'd.py': '',
      'test_b.py': 'import b\n',
    };
    const ranked = await rankSources({
      files: { paths: Object.keys(texts), read: (path) => Promise.resolve(texts[path] ?? null) },
      isOffLimits: (path) => path.startsWith('test_'),
      testFiles: ['test_b.py'],
      output: 'File "/w/d.py", line 3, in f',
      open: [],
    });
    assert.deepEqual(ranked, ['d.py', 'b.py', 'c.py', 'a.py']);
  });
});

describe('mentions', () => {
  it('finds the lines of own files in traces', () => {
    const paths = ['src/a.ts', 'lib/b.py'];
    const output = `  File "/home/me/w/lib/b.py", line 12, in f
    at f (file:///w/src/a.ts:7:3)
    at node:internal/process:95:5
  File "/usr/lib/python3/b.py", line 1`;
    assert.deepEqual(mentionsIn(output, paths), [
      { path: 'lib/b.py', line: 12 },
      { path: 'src/a.ts', line: 7 },
    ]);
  });
});

describe('ochiai', () => {
  it('suspects most what only failing runs execute', () => {
    const run = (failed: boolean, ...probes: number[]) => ({ failed, probes: new Set(probes) });
    const suspicion = ochiai([run(true, 1, 2), run(true, 1, 2, 3), run(false, 2), run(false, 4)]);
    assert.equal(suspicion.get(1), 1);
    assert.equal(suspicion.get(2), 2 / Math.sqrt(2 * 3));
    assert.equal(suspicion.get(3), 1 / Math.sqrt(2));
    assert.equal(suspicion.has(4), false);
  });
});

describe('planRuns', () => {
  const ids = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}${i}`);

  it('runs tests one by one where the suite is quick', () => {
    const plan = planRuns({ targets: ids('t', 2), guards: ids('g', 3), ms: 100 }, false, 2);
    assert.deepEqual(
      plan.map(({ selection }) => selection),
      [['t0'], ['t1'], ['g0'], ['g1'], ['g2']],
    );
  });

  it('runs them together where it is slow, and every test once', () => {
    const baseline = { targets: ids('t', 9), guards: ids('g', 99), ms: 60_000 };
    const plan = planRuns(baseline, false, 2);
    assert.equal(plan.length, 2);
    assert.deepEqual(
      plan.flatMap(({ selection }) => selection),
      [...baseline.targets, ...baseline.guards],
    );
  });

  it('has one run for a plain command', () => {
    const plan = planRuns({ targets: ['make test'], guards: [], ms: 5 }, true, 2);
    assert.deepEqual(plan, [{ selection: 'all', failed: true }]);
  });
});
