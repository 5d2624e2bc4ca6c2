import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { startReplayServer, type Respond } from '../../test/support/replay-server.ts';
import { fileAnswer } from '../../test/support/solve-task.ts';
import { writeWorkspace, type Workspace } from '../../test/support/workspace.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { runJson, type SolveResult } from './command-line.ts';

const seed = 0;

/** A workspace whose tests two different programs pass, and what tells them apart. */
interface Dispute {
  readonly test: string;
  readonly source: string;
  readonly testFile: string;
  readonly files: Readonly<Record<string, string>>;
  /** The two programs; a person may mean either. */
  readonly programs: readonly [string, string];
}

const python = (body: string) => `def paginate(items, size, page):\n${body}`;
const script = (body: string) => `export function paginate(items, size, page) {\n${body}}\n`;

/** The second program gives the last page for every page past the end. */
export const pages: Dispute = {
  test: 'python3 -m pytest',
  source: 'pages.py',
  testFile: 'test_pages.py',
  files: {
    'pages.py': python('    return items[size * page - 1 : size * page]\n'),
    'test_pages.py':
      'from pages import paginate\n\n\ndef test_first():\n    assert paginate([1, 2, 3, 4], 2, 1) == [1, 2]\n\n\ndef test_second():\n    assert paginate([1, 2, 3, 4], 2, 2) == [3, 4]\n',
  },
  programs: [
    python('    return items[size * (page - 1) : size * page]\n'),
    python(
      '    start = min(size * (page - 1), len(items) - size)\n    return items[start : start + size]\n',
    ),
  ],
};

const disputes: Readonly<Record<string, Dispute>> = {
  pytest: pages,
  'node:test': {
    test: 'node --test',
    source: 'pages.js',
    testFile: 'pages.test.js',
    files: {
      'package.json': '{ "type": "module" }\n',
      'pages.js': script('  return items.slice(size * page - 1, size * page);\n'),
      'pages.test.js':
        "import { test } from 'node:test';\nimport assert from 'node:assert/strict';\nimport { paginate } from './pages.js';\n\ntest('first', () => {\n  assert.deepEqual(paginate([1, 2, 3, 4], 2, 1), [1, 2]);\n});\n\ntest('second', () => {\n  assert.deepEqual(paginate([1, 2, 3, 4], 2, 2), [3, 4]);\n});\n",
    },
    programs: [
      script('  return items.slice(size * (page - 1), size * page);\n'),
      script(
        '  const start = Math.min(size * (page - 1), items.length - size);\n  return items.slice(start, start + size);\n',
      ),
    ],
  },
};

/**
 * Solves by the command line with both programs as samples, answers the question so that one of them
 * is right, and looks at what is on disk.
 */
async function runDispute(id: string, runner: string, wanted: number): Promise<Row> {
  const dispute = disputes[runner];
  const right = dispute?.programs[wanted];
  if (!dispute || right === undefined) throw new Error(`there is no dispute ${id}`);
  const storage = await mkdtemp(path.join(os.tmpdir(), 'reckon-ask-'));
  const workspace = await writeWorkspace(dispute.files);
  let asked = 0;
  const respond: Respond = () => ({
    text: fileAnswer(dispute.source, dispute.programs[asked++ % 2] ?? ''),
  });
  const server = await startReplayServer(respond);
  const env = { RECKON_HOME: storage, RECKON_API_KEY: 'scripted' };
  const model = `remote:${server.baseUrl}#scripted`;
  const task = ['--workspace', workspace.root, '--test', dispute.test];
  const draws = ['--model', model, '--samples', '16', '--jobs', '1', '--seed', String(seed)];
  try {
    const first = await runJson(['solve', ...task, ...draws], env);
    const sample = first.samples.find((each) => each.id === wanted + 1);
    const label = sample?.cluster ?? '';
    const trace = first.trace ?? '';
    const resume = ['solve', '--resume', trace, '--answer', label, '--apply'];
    const second = await runJson(resume, env);
    return { id, ...(await judged(first, second, dispute, right, workspace, label)) };
  } finally {
    await server.close();
    await workspace.dispose();
    await rm(storage, { recursive: true, force: true });
  }
}

async function judged(
  first: SolveResult,
  second: SolveResult,
  { source, testFile, files, test }: Dispute,
  right: string,
  { root }: Workspace,
  label: string,
): Promise<Omit<Row, 'id'>> {
  const [patched, tests] = await Promise.all(
    [source, testFile].map((file) => readFile(path.join(root, file), 'utf8')),
  );
  const suite = await execa(test, { cwd: root, shell: true, reject: false });
  return {
    result: {
      asked: first.outcome === 'ask' && first.question !== undefined,
      solved: second.outcome === 'solved',
      right: patched === right,
      testAdded: tests !== files[testFile] && suite.exitCode === 0,
    },
    measured: {
      question: first.question?.input ?? first.why,
      outputs: first.question?.outputs
        .map(({ cluster, value }) => `${cluster}: ${value}`)
        .join(', '),
      answer: label,
      secondsToQuestion: first.ms / 1000,
      secondsAfterAnswer: second.ms / 1000,
      second: second.why,
    },
  };
}

function rows(): Promise<string[]> {
  return Promise.resolve(Object.keys(disputes).flatMap((name) => [`${name} 0`, `${name} 1`]));
}

async function run(id: string): Promise<Row> {
  const at = id.lastIndexOf(' ');
  return await runDispute(id, id.slice(0, at), Number(id.slice(at + 1)));
}

function summarise(done: readonly Row[]): string[] {
  const whole = done.filter(({ result }) => Object.values(result).every(Boolean));
  const seconds = Math.max(...done.map(({ measured }) => Number(measured['secondsToQuestion'])));
  return [
    `disputes asked about, answered, and ended in the right patch with the new test passing: ${whole.length} of ${done.length}`,
    `longest way to a question: ${seconds.toFixed(1)} s`,
  ];
}

/** Two passing candidates differ; the question is answered through the command line, both ways. */
export const benchmark: Benchmark = { seeds: { seed }, rows, run, summarise };
