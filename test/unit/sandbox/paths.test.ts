import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import {
  ancestors,
  foldersOf,
  fromWorkspace,
  isWithin,
  outermost,
} from '../../../src/sandbox/paths.ts';

describe('paths of a copy', () => {
  it('lists the folders above', () => {
    assert.deepEqual([...ancestors('a/b/c')], ['a', 'a/b']);
    assert.deepEqual([...ancestors('a')], []);
    assert.deepEqual([...foldersOf(['a/b/c', 'a/d', 'e'])], ['a', 'a/b']);
  });

  it('knows what lies within', () => {
    assert.ok(isWithin('/a/b', '/a'));
    assert.ok(isWithin('/a', '/a'));
    assert.ok(isWithin('/a', '/'));
    assert.ok(!isWithin('/ab', '/a'));
  });

  it('finds the outermost match', () => {
    assert.equal(
      outermost('x/build/y/build/z', (name) => name === 'build'),
      'x/build',
    );
    assert.equal(
      outermost('x/y', () => false),
      null,
    );
  });

  it('goes from the workspace to the root and refuses what leads out', () => {
    assert.equal(fromWorkspace('pkg', 'src/a.ts'), 'pkg/src/a.ts');
    assert.equal(fromWorkspace('', './a'), 'a');
    for (const bad of ['../a', 'a/../../b', '/etc/passwd', '..', '.', '', 'a/', 'a\0b']) {
      assert.equal(fromWorkspace('pkg', bad), null, JSON.stringify(bad));
    }
  });

  it('never leads out, whatever the path', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', '/'), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const made = fromWorkspace('pkg', parts.join('/'));
        return made === null || isWithin(path.posix.resolve('/root', made), '/root/pkg');
      }),
    );
  });
});
