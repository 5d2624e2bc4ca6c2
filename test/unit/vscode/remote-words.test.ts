import assert from 'node:assert/strict';
import { asRemote } from '../../../src/vscode/remote-words.ts';
import { t } from './translate.ts';

describe('asRemote', () => {
  const failure = { code: 'unreachable', why: 'It cannot be reached.', ms: 5 };
  const here = 'remote:http://localhost:8080/v1#m';
  const note =
    'It cannot be reached. localhost:8080 is where the folder is (wsl), not where you sit.';
  const cases: [
    what: string,
    code: string,
    model: string,
    remote: string | undefined,
    why: string,
  ][] = [
    ['a server of this machine, from a remote window', 'unreachable', here, 'wsl', note],
    ['the same in a window of this machine', 'unreachable', here, undefined, failure.why],
    ['a server elsewhere', 'unreachable', 'remote:https://a.example/v1#m', 'wsl', failure.why],
    ['another failure', 'wrong-key', here, 'wsl', failure.why],
    ['a model that runs here', 'unreachable', 'bundled', 'wsl', failure.why],
  ];
  for (const [what, code, model, remote, why] of cases) {
    it(what, () => {
      assert.deepEqual(asRemote({ ...failure, code }, model, remote, t), { ...failure, code, why });
    });
  }
});
