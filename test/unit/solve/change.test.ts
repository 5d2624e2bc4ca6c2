import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { neverAborted } from '../../../src/base/abort.ts';
import { toFailure } from '../../../src/base/failure.ts';
import { changeOfDiff, uncommittedChange } from '../../../src/solve/change.ts';
import { writeWorkspace, type Workspace } from '../../support/workspace.ts';

const isTest = (file: string) => file.startsWith('test_');

describe('a change', () => {
  let workspace: Workspace;
  const write = (file: string, text: string) => writeFile(path.join(workspace.root, file), text);

  beforeEach(async () => {
    workspace = await writeWorkspace({ 'a.py': 'x = 1\n', 'test_a.py': 'import a\n' });
  });
  afterEach(() => workspace.dispose());

  it('is what the working tree changes, its tests left where they are', async () => {
    await write('a.py', 'x = 2\n');
    await write('b.py', 'y = 1\n');
    await write('test_a.py', 'import a\nassert a.x == 2\n');
    const { patch, base } = await uncommittedChange(workspace.root, isTest, neverAborted);
    assert.deepEqual(patch, [
      { path: 'a.py', before: 'x = 1\n', after: 'x = 2\n' },
      { path: 'b.py', before: null, after: 'y = 1\n' },
    ]);
    assert.deepEqual(
      [...base],
      [
        ['a.py', 'x = 1\n'],
        ['b.py', null],
      ],
    );
  });

  it('is a diff over the files as they are, its tests joining those', async () => {
    const diff = `--- a/a.py
+++ b/a.py
@@ -1 +1 @@
-x = 1
+x = 2
--- a/test_a.py
+++ b/test_a.py
@@ -1 +1,2 @@
 import a
+assert a.x == 2
`;
    const { patch, base } = await changeOfDiff(workspace.root, diff, isTest);
    assert.deepEqual(patch, [{ path: 'a.py', before: 'x = 1\n', after: 'x = 2\n' }]);
    assert.deepEqual([...base], [['test_a.py', 'import a\nassert a.x == 2\n']]);
  });

  it('says what is missing', async () => {
    const failureOf = (work: Promise<unknown>) => work.then(() => null, toFailure);
    const uncommitted = () => failureOf(uncommittedChange(workspace.root, isTest, neverAborted));
    const nothing = { code: 'no-change', why: 'There is no change to judge.' };
    assert.deepEqual(await uncommitted(), nothing);
    await write('test_a.py', 'pass\n');
    assert.match((await uncommitted())?.why ?? '', /Only tests have changed/);
    const misfit = '--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-z\n+y\n';
    const refused = await failureOf(changeOfDiff(workspace.root, misfit, isTest));
    assert.equal(refused?.code, 'diff-mismatch');
  });

  it('keeps out of other folders', async () => {
    const diff = '--- a/../../etc/passwd\n+++ b/../../etc/passwd\n@@ -1 +1 @@\n-root\n+you\n';
    await assert.rejects(changeOfDiff(workspace.root, diff, isTest));
  });
});
