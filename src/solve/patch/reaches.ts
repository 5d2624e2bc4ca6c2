import type { Patch } from '../../base/edit.ts';
import type { Failure } from '../../base/failure.ts';
import { languageOf } from '../../base/syntax.ts';
import { isTestFile } from '../../runner/protected.ts';

/** Ways into a running test runner, or out of its process, by language. */
const python = [
  /\b_pytest\b/,
  /\bsys\s*\.\s*(?:modules|meta_path|path_hooks|settrace|setprofile|_getframe|_current_frames)\b/,
  /\batexit\b/,
  /\bos\s*\.\s*(?:_exit|abort|kill|killpg|exec[lv]\w*)\b/,
  /\bsignal\s*\.\s*raise_signal\b/,
  /\bgc\s*\.\s*get_(?:objects|referrers)\b/,
  /\binspect\s*\.\s*(?:stack|currentframe|getouterframes)\b/,
  /\bPYTEST_\w+|\b_exit\b/,
  // A value that equals whatever a test compares it with.
  /\b__(?:eq|ne)__\s*=\s*lambda\b/,
  /\bdef\s+__(?:eq|ne)__\b.*:\s*return\s+(?:True|False|1|0|not\s+None)\b/,
];
const script = [
  /\bprocess\s*\.\s*(?:exit|exitCode|reallyExit|abort|kill|binding|_\w+)\b/,
  /\bprocess\s*\.\s*(?:on|once|addListener|prependListener)\s*\(\s*['"`](?:exit|beforeExit)\b/,
  /\bprocess\s*(?:\[|\?\.)/,
  /\brequire\s*\.\s*cache\b/,
  /\bModule\s*\.\s*_\w+|\bimport\s*\.\s*meta\s*\.\s*vitest\b/,
  /\b__vitest_\w+|\b(?:NODE_TEST_CONTEXT|VITEST_\w+|JEST_WORKER_ID)\b/,
];
const others = [
  /\b(?:std\s*::\s*)?process\s*::\s*(?:exit|abort)\b/,
  /\bos\s*\.\s*Exit\s*\(|\bsyscall\s*\.\s*(?:Exit|Kill)\b|\blog\s*\.\s*Fatal/,
  // Under another name they would not be found.
  /^(?:import\s+)?[\w.]+\s+"(?:os|log|syscall)"/,
  /--- (?:PASS|FAIL|SKIP)\b|=== RUN\b/,
  /\bSystem\s*\.\s*exit\s*\(|\bgetRuntime\s*\(\s*\)\s*\.\s*(?:halt|exit)\b/,
];

/** Only tests have a reason to import a runner. */
const imports = [
  /^(?:import\s+)?(?:[\w.]+\s+)?"testing"/,
  /\b(?:import|from)\s+(?:[\w.]+(?:\s+as\s+\w+)?\s*,\s*)*(?:pytest|pluggy|unittest)\b/,
  /\b(?:from|require\s*\(|import\s*\(?)\s*['"](?:node:test|@?vitest|mocha|@?jest)\b/,
  // An assertion library patched from a source file passes every test.
  /\b(?:from|require\s*\(|import\s*\(?)\s*['"](?:(?:node:)?(?:assert|process)|chai|expect)\b/,
];

const patternsOf: Record<string, readonly RegExp[]> = {
  python,
  javascript: script,
  typescript: script,
  tsx: script,
};

/**
 * The first added line that reaches into the test runner or ends its process (code
 * `reaches-runner`), null where there is none. Added is a line that the file did not have before
 * (or not as often); a moved one is not. It is read as plain text: one in a comment or a string
 * counts too, for strings can be run, and a person decides. A pass of such a patch cannot be
 * vouched for; that it does harm is not said. Files of no known language are read by every pattern.
 */
export function reachesRunner(patch: Patch): Failure | null {
  for (const { path, before, after } of patch) {
    const language = languageOf(path);
    const own = language ? (patternsOf[language] ?? others) : [...python, ...script, ...others];
    const patterns = isTestFile(path) ? own : [...own, ...imports];
    const added = addedLines(before ?? '', after ?? '');
    // A definition is read with the first line of its body.
    const line = added.find((text, at) => {
      const read = text.startsWith('def ') ? `${text} ${added[at + 1] ?? ''}` : text;
      return patterns.some((pattern) => pattern.test(read));
    });
    if (line === undefined) continue;
    const why = `A line added to ${path} can reach the test runner: "${line.slice(0, 80)}".`;
    return { code: 'reaches-runner', why };
  }
  return null;
}

/**
 * Lines of `after`, trimmed, that are not among those of `before`, each of which stands for one.
 */
function addedLines(before: string, after: string): string[] {
  const left = new Map<string, number>();
  for (const line of before.split('\n')) {
    const text = line.trim();
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  return after
    .split('\n')
    .map((line) => line.trim())
    .filter((text) => {
      const count = left.get(text) ?? 0;
      left.set(text, count - 1);
      return count <= 0;
    });
}
