import assert from 'node:assert/strict';
import { isInstalled, jestModules, mavenMissing, mavenProject } from '../support/tools.ts';
import { fileAnswer, solveScripted } from '../support/solve-task.ts';

/** A workspace whose one wrong function a runner's tests find. */
interface Example {
  readonly runner: string;
  /** Null where all is there that it needs, else what is missing. */
  readonly missing: string | null | (() => Promise<string | null>);
  readonly source: string;
  /** The text of the source with this operator. */
  readonly text: (operator: string) => string;
  readonly files: Readonly<Record<string, string>>;
  readonly target: string;
  readonly modules?: string;
}

const script = {
  source: 'calc.js',
  text: (operator: string) => `exports.add = (a, b) => a ${operator} b;\n`,
  target: 'test/calc.test.js > add > sum',
};

function scriptFiles(runner: string, check: string): Record<string, string> {
  return {
    '.gitignore': 'node_modules\n',
    'package.json': JSON.stringify({ scripts: { test: runner } }),
    'test/calc.test.js': `const assert = require('node:assert');
const { add } = require('../calc.js');
describe('add', () => {
  it('sum', () => { ${check} });
  it('zero', () => assert.equal(add(2, 0), 2));
});
`,
  };
}

const modules = jestModules();
const examples: readonly Example[] = [
  {
    ...script,
    runner: 'mocha',
    missing: null,
    files: scriptFiles('mocha', 'assert.equal(add(2, 3), 5);'),
  },
  {
    ...script,
    runner: 'jest',
    missing: modules === null ? 'jest is not installed (RECKON_JEST names its node_modules)' : null,
    files: scriptFiles('jest', 'expect(add(2, 3)).toBe(5);'),
    ...(modules === null ? {} : { modules }),
  },
  {
    runner: 'go test',
    missing: isInstalled('go', 'version') ? null : 'go is not installed',
    source: 'calc/calc.go',
    text: (operator) => `package calc\n\nfunc Add(a, b int) int { return a ${operator} b }\n`,
    target: 'example.org/sums/calc.TestSum',
    files: {
      'go.mod': 'module example.org/sums\n\ngo 1.18\n',
      'calc/calc_test.go': `package calc

import "testing"

func TestSum(t *testing.T) {
	if Add(2, 3) != 5 {
		t.Fatal(Add(2, 3))
	}
}

func TestZero(t *testing.T) {
	if Add(2, 0) != 2 {
		t.Fatal(Add(2, 0))
	}
}
`,
    },
  },
  {
    runner: 'cargo test',
    missing: isInstalled('cargo', '--version') ? null : 'cargo is not installed',
    source: 'src/lib.rs',
    text: (operator) => `pub fn add(a: i32, b: i32) -> i32 {
    a ${operator} b
}

#[cfg(test)]
mod tests {
    #[test]
    fn sum() {
        assert_eq!(super::add(2, 3), 5);
    }
}
`,
    target: 'sums::tests::sum',
    files: {
      '.gitignore': 'target\n',
      'Cargo.toml': '[package]\nname = "sums"\nversion = "0.1.0"\nedition = "2021"\n',
      'tests/zero.rs': '#[test]\nfn zero() {\n    assert_eq!(sums::add(2, 0), 2);\n}\n',
    },
  },
  {
    runner: 'maven',
    missing: mavenMissing,
    source: 'src/main/java/org/example/Sums.java',
    text: (operator) =>
      `package org.example;\n\nclass Sums {\n    static int add(int a, int b) { return a ${operator} b; }\n}\n`,
    target: 'org.example.SumsTest#sum',
    files: {
      '.gitignore': 'target\n',
      'pom.xml': mavenProject(),
      'src/test/java/org/example/SumsTest.java': `package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SumsTest {
    @Test
    void sum() {
        assertEquals(5, Sums.add(2, 3));
    }

    @Test
    void zero() {
        assertEquals(2, Sums.add(2, 0));
    }
}
`,
    },
  },
];

describe('solve, by runner', () => {
  for (const { runner, missing, source, text, files, target, modules } of examples) {
    it(`vouches for the right patch by ${runner}, and for no wrong one`, async function () {
      this.timeout(300_000);
      const lacking = typeof missing === 'function' ? await missing() : missing;
      const lacks = isInstalled('bwrap', '--version') ? lacking : 'bubblewrap is not installed';
      if (lacks !== null) {
        console.log(`      skipped: ${lacks}`);
        this.skip();
      }
      const { outcome, why, patch, samples, events } = await solveScripted(
        { ...files, [source]: text('-') },
        ['*', '+'].map((operator) => fileAnswer(source, text(operator))),
        { testTimeoutMs: 120_000, timeoutMs: 280_000 },
        { modules },
      );
      const baseline = events.find((event) => event.kind === 'baseline');
      assert.equal(baseline?.runner, runner, why);
      assert.deepEqual(baseline.targets, [target], why);
      assert.equal(outcome, 'solved', why);
      assert.deepEqual(patch, [{ path: source, before: text('-'), after: text('+') }]);
      assert.deepEqual(
        samples.map(({ verdict }) => verdict),
        ['fail', 'pass'],
      );
    });
  }
});
