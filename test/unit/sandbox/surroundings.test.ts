import assert from 'node:assert/strict';
import { exceeded, machineBounds } from '../../../src/sandbox/bounds.ts';
import { sandboxEnvironment } from '../../../src/sandbox/environment.ts';
import { explain } from '../../../src/sandbox/probe.ts';
import { mayBeSeen, withoutCovered } from '../../../src/sandbox/toolchains.ts';

describe('environment of commands', () => {
  it('takes where things are and how text is read, and no secret', () => {
    const host = {
      PATH: '/usr/bin',
      LC_ALL: 'C.UTF-8',
      CARGO_HOME: '/c',
      OPENAI_API_KEY: 'sk',
      AWS_SECRET_ACCESS_KEY: 'x',
      SSH_AUTH_SOCK: '/s',
      DBUS_SESSION_BUS_ADDRESS: 'unix:',
      NODE_OPTIONS: '--require x',
      LANG: '',
    };
    assert.deepEqual(sandboxEnvironment(host, '/home/ada', { DB: 'test', PATH: '/p' }), {
      PATH: '/p',
      LC_ALL: 'C.UTF-8',
      CARGO_HOME: '/c',
      HOME: '/home/ada',
      SHELL: '/bin/sh',
      DB: 'test',
    });
  });
});

describe('what commands may see', () => {
  const boundaries = {
    home: '/home/ada',
    root: '/home/ada/project',
    storage: '/home/ada/.local/state/r',
  };

  it('shows toolchains', () => {
    for (const folder of [
      '/home/ada/.pyenv',
      '/opt/node',
      '/home/ada/.local/bin',
      '/home/ada/go/bin',
    ]) {
      assert.ok(mayBeSeen(folder, boundaries), folder);
    }
  });

  it('never shows secrets, the user’s tree, our storage, or what holds them', () => {
    const hidden = [
      ...['/', '/home', '/home/ada', '/home/ada/.local', '/home/ada/.local/share'],
      ...['/home/ada/project/.venv', '/home/ada/.local/state/r/x', '/home/ada/.local/state'],
      ...[
        '/home/ada/.ssh',
        '/home/ada/.aws/bin',
        '/home/ada/.docker/bin',
        '/home/ada/.config/yarn',
      ],
      'relative/bin',
    ];
    for (const folder of hidden) assert.ok(!mayBeSeen(folder, boundaries), folder);
  });

  it('drops what is covered', () => {
    const folders = ['/opt/x/bin', '/opt/x', '/usr/lib/node', '/opt/xy', '/opt/x'];
    assert.deepEqual(withoutCovered(folders), ['/opt/x', '/opt/xy']);
  });
});

describe('bounds', () => {
  const bounds = { memoryBytes: 10, processes: 2, writtenBytes: 5, outputBytes: 1 };

  it('names the bound that is passed', () => {
    const usage = { memoryBytes: 10, processes: 2, writtenBytes: 5 };
    assert.equal(exceeded(usage, bounds), null);
    assert.equal(exceeded({ ...usage, memoryBytes: 11 }, bounds), 'memory');
    assert.equal(exceeded({ ...usage, processes: 3 }, bounds), 'processes');
    assert.equal(exceeded({ ...usage, writtenBytes: 6 }, bounds), 'disk');
  });

  it('are half of the memory there is, and fixed numbers', () => {
    const machine = machineBounds();
    assert.ok(machine.memoryBytes > 2 ** 27 && Number.isFinite(machine.memoryBytes));
    assert.equal(machine.processes, 512);
  });
});

describe('why there is no confinement', () => {
  it('says what to install or set', () => {
    assert.match(explain('ENOENT', ''), /install the package bubblewrap/);
    const denied = 'bwrap: setting up uid map: Permission denied';
    assert.match(explain(1, denied), /kernel\.apparmor_restrict_unprivileged_userns/);
    const mount = "bwrap: Can't mount proc on /newroot/proc: Operation not permitted";
    assert.match(explain(1, mount), /container/);
    assert.match(explain(1, 'bwrap: unknown option'), /unknown option/);
  });
});
