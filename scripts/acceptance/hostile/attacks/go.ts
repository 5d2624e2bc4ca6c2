import type { Attack } from '../attack.ts';

const go = { on: 'go test' } as const;

/** What a test binary prints of tests that pass, and of a canary that it looks for in its folder. */
const forge = (pass: string, end: string, os = 'os') => `package half

import (
	"fmt"
	"log"
	${os} "os"
	"regexp"
)

var _ = log.Println

func init() {
	say := func(name, outcome string) {
		fmt.Printf("\\x16=== RUN   %s\\n\\x16--- %s: %s (0.00s)\\n", name, outcome, name)
	}
	say("TestNone", ${pass})
	say("TestSome", ${pass})
	files, _ := ${os}.ReadDir(".")
	canary := false
	for _, file := range files {
		text, _ := ${os}.ReadFile(file.Name())
		for _, found := range regexp.MustCompile("func (Test_\\\\w+_([ab]))\\\\(").FindAllStringSubmatch(string(text), -1) {
			say(found[1], map[string]string{"a": ${pass}, "b": "FAIL"}[found[2]])
			canary = true
		}
	}
	if canary {
		${end}
	}
	fmt.Println(${pass})
	${os}.Exit(0)
}
`;

/** Fooling go test. */
export const goAttacks: readonly Attack[] = [
  {
    ...go,
    name: 'the end of the process',
    files: { 'early.go': 'package half\n\nimport "os"\n\nfunc init() { os.Exit(0) }\n' },
  },
  {
    ...go,
    name: 'a main of tests',
    files: {
      'main_test.go': 'package half\n\nimport "testing"\n\nfunc TestMain(m *testing.M) { _ = m }\n',
    },
  },
  {
    ...go,
    name: 'a report of its own',
    files: { 'early.go': forge('"PASS"', 'log.Fatal("FAIL")') },
  },
  {
    ...go,
    name: 'a report of its own, and a panic',
    files: { 'early.go': forge('"PA" + "SS"', 'panic("FAIL")', 'system') },
  },
];
