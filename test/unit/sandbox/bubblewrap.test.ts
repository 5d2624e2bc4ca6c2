import assert from 'node:assert/strict';
import { bubblewrapOptions, type Confined } from '../../../src/sandbox/bubblewrap.ts';

const confined: Confined = {
  home: '/home/ada',
  network: 'none',
  system: ['/usr'],
  links: [{ path: '/bin', text: 'usr/bin' }],
  toolchains: ['/opt/b/c', '/home/ada/.pyenv'],
  mounts: [
    { source: '/store/copy', target: '/home/ada/project', writable: true },
    {
      source: '/home/ada/project/node_modules',
      target: '/home/ada/project/node_modules',
      writable: false,
    },
  ],
  env: { PATH: '/usr/bin', HOME: '/home/ada' },
  cwd: '/home/ada/project/pkg',
  scratchBytes: 1000,
};

/** Where these words stand next to each other among the options. */
function at(options: readonly string[], ...words: string[]): number {
  const found = options.findIndex((_, i) => words.every((word, j) => options[i + j] === word));
  assert.notEqual(found, -1, words.join(' '));
  return found;
}

describe('options of bubblewrap', () => {
  const options = bubblewrapOptions(confined);

  it('cuts off everything and gives the environment by name', () => {
    assert.deepEqual(options.slice(0, 4), [
      '--unshare-all',
      '--die-with-parent',
      '--new-session',
      '--clearenv',
    ]);
    at(options, '--cap-drop', 'ALL');
    at(options, '--setenv', 'PATH', '/usr/bin');
    assert.ok(!options.includes('--share-net'));
    assert.ok(bubblewrapOptions({ ...confined, network: 'host' }).includes('--share-net'));
  });

  it('puts empty folders before the copy, the copy before its dependencies, the root last', () => {
    const order = [
      at(options, '--ro-bind-try', '/usr', '/usr'),
      at(options, '--size', '1000', '--tmpfs', '/tmp'),
      at(options, '--size', '1000', '--tmpfs', '/run'),
      at(options, '--size', '1000', '--tmpfs', '/home/ada'),
      at(options, '--ro-bind-try', '/home/ada/.pyenv', '/home/ada/.pyenv'),
      at(options, '--symlink', 'usr/bin', '/bin'),
      at(options, '--bind', '/store/copy', '/home/ada/project'),
      at(options, '--ro-bind-try', '/home/ada/project/node_modules'),
      at(options, '--remount-ro', '/'),
      at(options, '--chdir', '/home/ada/project/pkg'),
    ];
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
  });

  it('does not hide everything where HOME is the root', () => {
    const tmpfs = bubblewrapOptions({ ...confined, home: '/' }).filter((_, i, all) => {
      return all[i - 1] === '--tmpfs';
    });
    assert.deepEqual(tmpfs, ['/dev/shm', '/tmp', '/run']);
  });
});
