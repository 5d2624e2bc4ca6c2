import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readDefects } from '../../scripts/acceptance/defects.ts';
import { dataFolder } from '../support/programs/archive.ts';
import { openLibrary, type Library } from '../support/programs/library.ts';
import { programSets, type Program } from '../support/programs/program.ts';
import { buildWorkspace, defectiveSource, isRight, type Judgement } from '../support/workspace.ts';

/** Judges a source in a workspace of its own. */
async function judge(program: Program, source: string): Promise<Judgement> {
  const workspace = await buildWorkspace(program, source);
  try {
    return await isRight(workspace, program);
  } finally {
    await workspace.dispose();
  }
}

describe('judging by the reference', function () {
  let library: Library;
  before(async function () {
    const missing = [
      ...(dataFolder() === null ? ['RECKON_DATA is not set'] : []),
      ...(spawnSync('bwrap', ['--version']).error ? ['bubblewrap is not installed'] : []),
    ];
    if (missing.length > 0) {
      console.log(`      skipped: ${missing.join(', ')}`);
      this.skip();
    }
    library = await openLibrary();
  });
  after(async () => {
    await (library as Library | undefined)?.dispose();
  });

  for (const set of programSets) {
    it(`tells a defect of ${set} from its reference, and from another right source`, async () => {
      const defect = (await readDefects()).find((each) => each.set === set)!;
      const program = await library.sources[set].load(defect.program);
      const defective = await judge(program, defectiveSource(program, defect));
      assert.equal(defective.right, false);
      assert.match(defective.why, /^the full tests: (failed|timeout)$/);

      const comment = program.file.endsWith('.py') ? '# same' : '// same';
      const other = await judge(program, `${program.reference}\n${comment}\n`);
      assert.deepEqual([other.right, other.exact], [true, false], other.why);
      const same = await judge(program, `${program.reference}  \n`);
      assert.deepEqual([same.right, same.exact], [true, true]);
    });
  }

  it('finds a source wrong that passes the tests alone', async () => {
    const program = await library.sources.quixbugs.load('gcd');
    const table = '{17: 17, 13: 13, 37: 1, 20: 20, 624129: 18913, 3: 3}';
    const { right, why } = await judge(program, `def gcd(a, b):\n    return ${table}[a]\n`);
    assert.deepEqual([right, why], [false, 'the reference differs']);
  });
});
