import assert from 'node:assert/strict';
import { sandboxExecProfile } from '../../../src/sandbox/sandbox-exec.ts';

describe('profile of sandbox-exec', () => {
  const rules = sandboxExecProfile({
    own: ['/Users/ada/Library/Reckon/copy "1"'],
    read: ['/Users/ada/.pyenv'],
    home: '/Users/ada',
    network: 'none',
  }).split('\n');
  const at = (rule: RegExp) => {
    const found = rules.findIndex((each) => rule.test(each));
    assert.notEqual(found, -1, String(rule));
    return found;
  };

  it('opens toolchains and the copy after it has closed the home folder', () => {
    const closed = at(/^\(deny file-read\* .*\(subpath "\/Users\/ada"\)/);
    assert.ok(closed < at(/^\(allow file-read\* \(subpath "\/Users\/ada\/\.pyenv"\)\)$/));
    assert.ok(closed < at(/^\(allow file-read\* file-write\* /));
  });

  it('lets nothing be written but the copy and devices', () => {
    const open = rules.filter((rule) => /^\(allow [^(]*file-write/.test(rule));
    assert.deepEqual(open, [
      '(allow file-write* (literal "/dev/null") (literal "/dev/zero") (literal "/dev/tty") (literal "/dev/dtracehelper"))',
      '(allow file-read* file-write* (subpath "/Users/ada/Library/Reckon/copy \\"1\\""))',
    ]);
    assert.ok(at(/^\(deny file-write\*\)$/) < at(/^\(allow file-write\*/));
  });

  it('closes the network but loopback, unless tests need a service', () => {
    assert.ok(at(/^\(deny network\*\)$/) < at(/localhost/));
    const host = sandboxExecProfile({ own: [], read: [], home: '/Users/ada', network: 'host' });
    assert.doesNotMatch(host, /network/);
  });
});
