import assert from 'node:assert/strict';
import type { Model } from '../../../src/model/model.ts';
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

  it('leaves the models of the editor to the editor', async () => {
    const asked: string[] = [];
    const openEditor = (name: string, family: string) => {
      asked.push(name, family);
      return openModel('bundled', options) as Model;
    };
    const model = openModel('editor:gpt-4o', { ...options, openEditor });
    assert.ok(!('code' in model));
    assert.deepEqual(asked, ['editor:gpt-4o', 'gpt-4o']);
    await model.dispose();
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
