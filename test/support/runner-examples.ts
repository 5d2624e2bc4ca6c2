import { goMissing, isInstalled, jestModules, mavenMissing, mavenProject } from './tools.ts';

/** A workspace whose one wrong function a runner's tests find; `+` is right. */
export interface Example {
  readonly runner: string;
  /** Why it cannot be run here; null where it can. */
  readonly missing: () => string | null | Promise<string | null>;
  readonly source: string;
  /** The text of the source with this operator. */
  readonly text: (operator: string) => string;
  readonly files: Readonly<Record<string, string>>;
  readonly target: string;
  /** The test command, where it is not found by itself. */
  readonly test?: string;
  /** The folder of packages, where it is not the repository's. */
  readonly modules?: string;
}

const here = () => null;
const lacks =
  (program: string, ...args: string[]) =>
  () =>
    isInstalled(program, ...args) ? null : `${program} is not installed`;

/** CommonJS, with two tests in a suite. `head`: what brings the functions. */
function script(runner: string, command: string, head = ''): Example {
  return {
    runner,
    missing: here,
    source: 'calc.js',
    text: (operator) => `exports.add = (a, b) => a ${operator} b;\n`,
    target: 'test/calc.test.js > add > sum',
    files: {
      '.gitignore': 'node_modules\n',
      'package.json': JSON.stringify({ scripts: { test: command } }),
      'test/calc.test.js': `${head}const assert = require('node:assert');
const { add } = require('../calc.js');
describe('add', () => {
  it('sum', () => assert.equal(add(2, 3), 5));
  it('zero', () => assert.equal(add(2, 0), 2));
});
`,
    },
  };
}

const python = {
  source: 'calc.py',
  text: (operator: string) => `def add(a, b):\n    return a ${operator} b\n`,
};

const ofPython: readonly Example[] = [
  {
    ...python,
    runner: 'pytest',
    missing: lacks('python3', '-m', 'pytest', '--version'),
    target: 'test_calc.py::test_sum',
    files: {
      'test_calc.py': `from calc import add


def test_sum():
    assert add(2, 3) == 5


def test_zero():
    assert add(2, 0) == 2
`,
    },
  },
  {
    ...python,
    runner: 'unittest',
    missing: lacks('python3', '--version'),
    target: 'test_calc.AddTest.test_sum',
    files: {
      'test_calc.py': `import unittest

from calc import add


class AddTest(unittest.TestCase):
    def test_sum(self):
        self.assertEqual(add(2, 3), 5)

    def test_zero(self):
        self.assertEqual(add(2, 0), 2)
`,
    },
  },
  {
    ...python,
    runner: 'plain',
    missing: lacks('python3', '--version'),
    test: 'python3 check.py',
    target: 'python3 check.py',
    files: { 'check.py': 'from calc import add\n\nassert add(2, 3) == 5\nassert add(2, 0) == 2\n' },
  },
];

const modules = jestModules();
const ofScript: readonly Example[] = [
  script('node:test', 'node --test', "const { describe, it } = require('node:test');\n"),
  script('vitest', 'vitest run --globals'),
  script('mocha', 'mocha'),
  {
    ...script('jest', 'jest'),
    missing: () =>
      modules === null ? 'jest is not installed (RECKON_JEST names its node_modules)' : null,
    ...(modules === null ? {} : { modules }),
  },
];

const compiled: readonly Example[] = [
  {
    runner: 'go test',
    missing: goMissing,
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
    missing: lacks('cargo', '--version'),
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

/** One for each runner. */
export const examples: readonly Example[] = [...ofPython, ...ofScript, ...compiled];
