import assert from 'node:assert/strict';
import { folderMeant, onDisk, whyNone } from '../../../src/vscode/which-folder.ts';
import { t } from './translate.ts';

const folder = (name: string, scheme = 'file') => ({ name, uri: { scheme } });
const [api, web, cloud] = [folder('api'), folder('web'), folder('cloud', 'vscode-vfs')];

describe('whyNone', () => {
  it('asks for a folder where none is open', () => {
    assert.equal(whyNone([], t)?.code, 'no-folder');
  });

  it('says in one sentence why a virtual workspace is none', () => {
    const { code, why } = whyNone([cloud], t) ?? assert.fail();
    assert.equal(code, 'virtual-folder');
    assert.match(why, /^cloud is on no disk that programs run on \(vscode-vfs\): /);
  });

  it('is content with one folder on a disk', () => {
    assert.equal(whyNone([cloud, api], t), null);
    assert.deepEqual(onDisk([cloud, api]), [api]);
  });
});

describe('folderMeant', () => {
  const meant = (folders: (typeof api)[], name?: string) => folderMeant(folders, name, t);

  it('is the named one, else the only one on a disk', () => {
    assert.equal(meant([api, web], 'web'), web);
    assert.equal(meant([cloud, web]), web);
  });

  it('guesses at none', () => {
    assert.deepEqual(meant([api, web]), {
      code: 'several-folders',
      why: 'There are several folders: name one of api, web.',
    });
    assert.deepEqual(meant([api, cloud], 'cloud'), {
      code: 'unknown-folder',
      why: 'No folder on a disk is called cloud; there is api.',
    });
  });
});
