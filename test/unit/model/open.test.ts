import assert from 'node:assert/strict';
import { openModel } from '../../../src/model/open.ts';

describe('openModel', () => {
  const options = { installRoot: '/opt/reckon', env: {} };

  for (const name of ['bundled', 'local:/m/a.gguf', 'remote:http://localhost:1/v1#m']) {
    it(`opens ${name} without asking anything of it yet`, async () => {
      const model = openModel(name, options);
      assert.ok(!('code' in model));
      assert.equal(model.name, name);
      await model.dispose();
    });
  }

  it('says that a missing file is missing when it is used', async () => {
    const model = openModel('local:~/no/such/model.gguf', options);
    assert.ok(!('code' in model));
    const found = await model.capabilities();
    assert.ok('code' in found);
    assert.equal(found.code, 'model-missing');
    assert.ok(!found.why.includes('~'));
  });

  const refused: [string, string][] = [
    ['editor:gpt-4o', 'editor-only'],
    ['remote:http://me:secret@host/v1#m', 'bad-address'],
    ['gpt-4o', 'bad-model-name'],
  ];
  for (const [name, code] of refused) {
    it(`refuses ${name}: ${code}`, () => {
      const failure = openModel(name, options);
      assert.ok('code' in failure);
      assert.equal(failure.code, code);
      assert.ok(!failure.why.includes('secret'));
    });
  }
});
