import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, startReplayServer } from '../../../test/support/replay-server.ts';
import { fileAnswer } from '../../../test/support/solve-task.ts';
import { commitAll, type Workspace, writeWorkspace } from '../../../test/support/workspace.ts';
import type { Installed } from './install.ts';
import { Workbench } from './workbench.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

/** Two files with a defect each, far from their ends, so that there is room to change something else. */
export const shapes = {
  defective: source('width + height'),
  wrong: source('width - height'),
  right: source('width * height'),
};

function source(area: string): string {
  return `"""Areas and names of shapes."""


def area(width, height):
    return ${area}


def name(corners):
    return {3: "triangle", 4: "square"}.get(corners, "polygon")
`;
}

export const test = `import shapes


def test_area():
    assert shapes.area(3, 4) == 12


def test_name():
    assert shapes.name(3) == "triangle"
`;

const listed = [
  { file: 'test_shapes.py', label: 'test_area', line: 3, message: 'assert 7 == 12' },
  { file: 'test_shapes.py', label: 'test_name', line: 7, message: 'never' },
];

/** What a scenario plays in: a workspace, a scripted model, a real workbench. */
export interface Stage {
  readonly bench: Workbench;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  readonly root: string;
  /** Requests that the scripted model got, probes aside. */
  asked(): number;
  close(): Promise<void>;
}

export interface StageOptions {
  /** What the scripted model answers, the last one for ever; `bundled`: no script. */
  readonly answers: readonly Answer[] | 'bundled';
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly trusted?: boolean;
  readonly demo?: string;
  /** Files of the workspace beside the usual ones, or the demo's. */
  readonly files?: Readonly<Record<string, string>>;
  /** All files of the workspace. */
  readonly workspace?: Readonly<Record<string, string>>;
  /** What of the files is opened, where it is not the folder that holds them. */
  readonly open?: string;
}

/** A model's answer that gives a file this text. */
export function says(text: string, file = 'shapes.py'): Answer {
  return { text: fileAnswer(file, text) };
}

/** Answers of a model that is wrong twice, then right. */
export const scripted = [says(shapes.wrong), says(shapes.wrong), says(shapes.right)];

export async function openStage(installed: Installed, options: StageOptions): Promise<Stage> {
  const { answers } = options;
  let next = 0;
  const server =
    answers === 'bundled'
      ? null
      : await startReplayServer(() => answers[Math.min(next++, answers.length - 1)] ?? {});
  const workspace = await workspaceOf(options);
  const model = server ? { 'reckon.model': `remote:${server.baseUrl}#scripted` } : {};
  const settings = { 'reckon.solve.jobs': 1, ...model, ...options.settings };
  const { env = {}, trusted = true, open = '' } = options;
  const { root } = workspace;
  const opened = path.join(root, open);
  const bench = await Workbench.open(installed, { workspace: opened, settings, env, trusted });
  return {
    bench,
    root,
    read: (file) => readFile(path.join(root, file), 'utf8'),
    write: (file, text) => writeFile(path.join(root, file), text),
    asked: () => next,
    close: async () => {
      await bench.close();
      await server?.close();
      await workspace.dispose();
    },
  };
}

/** Waits until a file has this text: what the editor writes comes when it comes. */
export async function becomes(stage: Stage, file: string, text: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while ((await stage.read(file)) !== text) {
    assert.ok(performance.now() < deadline, `${file} is:\n${await stage.read(file)}`);
    await sleep(100);
  }
}

async function workspaceOf({ demo, files = {}, workspace }: StageOptions): Promise<Workspace> {
  if (workspace) return await writeWorkspace(workspace);
  if (demo === undefined) {
    const companion = { 'companion.json': JSON.stringify(listed) };
    const own = { 'shapes.py': shapes.defective, 'test_shapes.py': test };
    return await writeWorkspace({ ...own, ...companion, ...files });
  }
  const played = await writeWorkspace({ '.gitignore': '__pycache__/\n', ...files });
  await cp(path.join(repository, 'demo', demo), played.root, { recursive: true });
  await commitAll(played.root).catch(() => undefined);
  return played;
}
