import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { startReplayServer } from '../../../test/support/replay-server.ts';
import { writeWorkspace, type Workspace } from '../../../test/support/workspace.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

/** A workspace and the model that repairs it. */
export interface Subject {
  readonly workspace: Workspace;
  readonly model: string;
  /** The repaired files: path -> text; null where the model's patch is not known beforehand. */
  readonly repaired: Readonly<Record<string, string>> | null;
  dispose(): Promise<void>;
}

/** A demo, repaired by the bundled model: the engine's process is part of what is killed. */
export async function demoSubject(): Promise<Subject> {
  const folder = path.join(repository, 'demo/python-gcd');
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isFile()) files[entry.name] = await readFile(path.join(folder, entry.name), 'utf8');
  const workspace = await writeWorkspace(files);
  return { workspace, model: 'bundled', repaired: null, dispose: () => workspace.dispose() };
}

const names = Array.from({ length: 12 }, (_, index) => `part_${String(index).padStart(2, '0')}`);
const partText = (value: number) => `def value():\n    return ${value}\n`;

/**
 * A workspace with a defect in each of twelve files, so that an apply can be cut in its middle. Its
 * model is a server that answers with all of them; where `held` is given, not before it aborts.
 */
export async function manyFilesSubject(held?: AbortSignal): Promise<Subject> {
  const tests = names.map(
    (name, index) =>
      `    def test_${name}(self):\n        import ${name}\n        self.assertEqual(${name}.value(), ${index + 1})\n`,
  );
  const workspace = await writeWorkspace({
    'test_parts.py': `import unittest\n\n\nclass Parts(unittest.TestCase):\n${tests.join('\n')}`,
    ...Object.fromEntries(names.map((name) => [`${name}.py`, partText(0)])),
    '.gitignore': '__pycache__\n',
  });
  const repaired = Object.fromEntries(
    names.map((name, index) => [`${name}.py`, partText(index + 1)] as const),
  );
  const text = Object.entries(repaired)
    .map(([file, content]) => `${file}\n\`\`\`python\n${content}\`\`\``)
    .join('\n\n');
  const server = await startReplayServer(async () => {
    if (held && !held.aborted) await once(held, 'abort');
    return { text };
  });
  return {
    workspace,
    model: `remote:${server.baseUrl}#scripted`,
    repaired,
    dispose: async () => {
      await server.close();
      await workspace.dispose();
    },
  };
}
