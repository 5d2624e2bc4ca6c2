import { startReplayServer, type ReplayServer } from '../../../test/support/replay-server.ts';
import { fileAnswer } from '../../../test/support/solve-task.ts';
import { writeWorkspace, type Workspace } from '../../../test/support/workspace.ts';

/** Turns of the loop that the first test takes its time with. */
const turns = 21_000_000;

const source = (returned: string) => `def half(n):\n    return ${returned}\n`;
const tests = `import unittest
from half import half


class TestHalf(unittest.TestCase):
    def test_1_that_takes_its_time(self):
        total = 0
        for turn in range(${turns}):
            total += turn
        self.assertGreater(total, 0)

    def test_2_half(self):
        self.assertEqual(half(8), 4)
`;

/** A workspace whose suite takes about a second and fails in its last test, and its scripted model. */
export interface Subject {
  readonly workspace: Workspace;
  readonly model: string;
  dispose(): Promise<void>;
}

/** `repair`: the number of the candidate that is right, from 1; 0 for none. All differ. */
export async function openSubject(repair: number): Promise<Subject> {
  const workspace = await writeWorkspace({
    'half.py': source('n'),
    'test_half.py': tests,
    '.gitignore': '__pycache__\n',
  });
  let asked = 0;
  const server: ReplayServer = await startReplayServer(() => {
    asked++;
    return { text: fileAnswer('half.py', source(asked === repair ? 'n // 2' : `n + ${asked}`)) };
  });
  return {
    workspace,
    model: `remote:${server.baseUrl}#scripted`,
    dispose: async () => {
      await server.close();
      await workspace.dispose();
    },
  };
}
