import type { FileEdit } from '../base/edit.ts';
import { languageOf, type Syntax } from '../base/syntax.ts';
import { probeLog, probeSource, type Statement } from '../runner/probes.ts';
import type { Copy } from '../sandbox/executor.ts';
import { runTests, type TestBench, type TestRun, type TestRunOptions } from './execution.ts';

/** Sources with probes in them: probe `i` stands before `statements[i]`. */
export interface Probing {
  readonly edits: readonly FileEdit[];
  readonly statements: readonly Statement[];
}

/** Longer sources are generated, and slow to parse (code units). */
const longestText = 200_000;

/** Puts probes into every source that has a dialect; the others are left out. */
export async function probeSources(
  sources: Iterable<{ path: string; text: string }>,
  syntax: Syntax,
): Promise<Probing> {
  const edits: FileEdit[] = [];
  const statements: Statement[] = [];
  for (const { path, text } of sources) {
    const language = languageOf(path);
    if (!language || text.length > longestText) continue;
    const tree = await syntax.parse(language, text);
    try {
      const probed = probeSource(path, text, language, tree.rootNode, statements.length);
      if (!probed) continue;
      edits.push({ path, before: text, after: probed.text });
      statements.push(...probed.statements);
    } finally {
      tree.delete();
    }
  }
  return { edits, statements };
}

/** A test run over probed sources: which probes it executed. */
export interface ProbedRun extends TestRun {
  readonly probes: ReadonlySet<number>;
}

const probeFile = 'probes.log';

/** Runs the tests of a copy that holds probed sources. */
export async function runProbed(
  bench: TestBench,
  copy: Copy,
  options: Omit<TestRunOptions, 'env'>,
  signal: AbortSignal,
): Promise<ProbedRun> {
  const env = { [probeLog]: `{exchange}/${probeFile}` };
  const run = await runTests(bench, copy, { ...options, env }, signal);
  const lines = (run.files.get(probeFile) ?? '').split('\n').filter(Boolean);
  return { ...run, probes: new Set(lines.map(Number)) };
}
