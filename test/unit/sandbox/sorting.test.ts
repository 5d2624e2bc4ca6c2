import assert from 'node:assert/strict';
import { sortOut, type GitListing } from '../../../src/sandbox/sorting.ts';

const nothing: GitListing = { tracked: [], untracked: [], ignored: [] };
const options = { plain: false, isEnvironment: () => false };

describe('sorting a tree', () => {
  it('keeps what is tracked or untracked, and tells the ignored rest', () => {
    const said = { tracked: ['a.py'], untracked: ['b.py'], ignored: ['.env', 'secret/'] };
    const sorted = sortOut(said, [], options);
    assert.deepEqual([...sorted.files], ['a.py', 'b.py']);
    assert.deepEqual(sorted.ignored, ['.env', 'secret/']);
  });

  it('takes ignored and untracked dependencies by name, and environments by their mark', () => {
    const said = {
      tracked: ['web/a.js'],
      untracked: ['web/node_modules/x/i.js', 'mine/pyvenv.cfg', 'mine/lib/x.py'],
      ignored: ['node_modules/', 'env/', 'pkg.egg-info/', 'node_modules/x/vendor/'],
    };
    const sorted = sortOut(said, [], { ...options, isEnvironment: (each) => each === 'env' });
    assert.deepEqual(sorted.dependencies, [
      'env',
      'mine',
      'node_modules',
      'pkg.egg-info',
      'web/node_modules',
    ]);
    assert.deepEqual([...sorted.files], ['web/a.js']);
  });

  it('takes a link named like dependencies as such', () => {
    const sorted = sortOut({ ...nothing, untracked: ['node_modules'] }, [], options);
    assert.deepEqual(sorted.dependencies, ['node_modules']);
    assert.equal(sorted.files.size, 0);
  });

  it('never takes a folder with tracked files for anything but source', () => {
    const said = {
      tracked: ['test/fixture/node_modules/x/i.js', 'build/make.py', 'vendor/x.go'],
      untracked: ['test/fixture/node_modules/x/new.js', 'build/more.py'],
      ignored: [],
    };
    const sorted = sortOut(said, [], { ...options, plain: true });
    assert.deepEqual(sorted.dependencies, []);
    assert.deepEqual([...sorted.files], [...said.tracked, ...said.untracked]);
  });

  it('leaves caches out, and without git build output as well', () => {
    const said = { ...nothing, untracked: ['__pycache__/a.pyc', 'dist/a.js', 'a.js'] };
    assert.deepEqual([...sortOut(said, [], options).files], ['dist/a.js', 'a.js']);
    const plain = sortOut(said, [], { ...options, plain: true });
    assert.deepEqual([...plain.files], ['a.js']);
    assert.deepEqual(plain.ignored, ['dist/']);
  });

  it('adds what the user asks for, but not from dependencies', () => {
    const said = { tracked: ['a'], untracked: [], ignored: ['.env', 'node_modules/'] };
    const sorted = sortOut(said, ['.env', 'node_modules/x'], options);
    assert.deepEqual([...sorted.files], ['a', '.env']);
  });
});
