import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  commands,
  type ExtensionContext,
  type TestController,
  TestMessage,
  TestRunProfileKind,
  type TestRunRequest,
  tests,
  Uri,
  workspace,
  Location,
  Range,
} from 'vscode';
import { type Asked, registerLanguageModels } from './language-models.ts';

/** A test for the explorer, as the workspace's `companion.json` lists it. */
interface Listed {
  readonly file: string;
  readonly label: string;
  /** From 0. */
  readonly line: number;
  readonly message: string;
}

/** Registers the workspace's tests and models as other extensions would, and runs mocha when it is told to. */
export async function activate(context: ExtensionContext): Promise<void> {
  const asked: Asked[] = [];
  const models = registerLanguageModels(asked);
  context.subscriptions.push(
    commands.registerCommand('reckonCompanion.runTests', async () => {
      const report = await runSuite(context.extensionPath);
      writeFileSync(process.env['RECKON_HOST_REPORT'] ?? '/dev/null', JSON.stringify(report));
    }),
    commands.registerCommand('reckonCompanion.asked', () => (models ? asked : null)),
    ...(models ? [models] : []),
    await registerTests(),
  );
}

async function registerTests(): Promise<TestController> {
  const controller = tests.createTestController('companion', 'Companion');
  const listed = await readList();
  for (const { file, label, line } of listed) {
    const uri = Uri.joinPath(workspace.workspaceFolders?.[0]?.uri ?? Uri.file('/'), file);
    const parent = controller.items.get(file) ?? controller.createTestItem(file, file, uri);
    controller.items.add(parent);
    const item = controller.createTestItem(`${file}/${label}`, label, uri);
    item.range = new Range(line, 0, line, 1);
    parent.children.add(item);
  }
  const run = (request: TestRunRequest) => {
    fail(controller, request, listed);
  };
  controller.createRunProfile('Run', TestRunProfileKind.Run, run, true);
  return controller;
}

async function readList(): Promise<readonly Listed[]> {
  const [folder] = workspace.workspaceFolders ?? [];
  if (!folder) return [];
  const file = Uri.joinPath(folder.uri, 'companion.json');
  const bytes = await workspace.fs.readFile(file).then(undefined, () => Buffer.from('[]'));
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as Listed[];
}

/** Every test fails, with its message: what matters is where one can go from there. */
function fail(controller: TestController, request: TestRunRequest, listed: readonly Listed[]) {
  const run = controller.createTestRun(request);
  for (const { file, label, line, message } of listed) {
    const item = controller.items.get(file)?.children.get(`${file}/${label}`);
    if (!item?.uri) continue;
    const said = new TestMessage(message);
    said.location = new Location(item.uri, new Range(line, 0, line, 1));
    // Of a test with one message the editor makes one row, without the message's menu.
    run.failed(item, [said, new TestMessage(`in ${file}`)]);
  }
  run.end();
}

interface Report {
  readonly passed: string[];
  readonly failed: { readonly title: string; readonly message: string }[];
}

async function runSuite(folder: string): Promise<Report> {
  // Mocha is the repository's own: it brings files of its own that no bundle holds.
  const { default: Mocha } = (await import(
    path.join(process.env['RECKON_REPOSITORY'] ?? '', 'node_modules/mocha/index.js')
  )) as { default: typeof import('mocha') };
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'min' });
  for (const file of ['suite.cjs', 'editor-model.cjs', 'setup.cjs'])
    mocha.addFile(path.join(folder, file));
  const report: Report = { passed: [], failed: [] };
  await new Promise<void>((resolve) => {
    mocha
      .run(() => {
        resolve();
      })
      .on('pass', (test) => report.passed.push(test.fullTitle()))
      .on('fail', (test, error: Error) =>
        report.failed.push({ title: test.fullTitle(), message: error.message }),
      );
  });
  return report;
}
