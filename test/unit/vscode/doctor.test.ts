import assert from 'node:assert/strict';
import type { Check } from '../../../src/doctor/checks.ts';
import { fixCommands, fixesOf, installCommand } from '../../../src/vscode/doctor-fixes.ts';
import { doctorPage } from '../../../src/vscode/doctor-report.ts';
import { t } from './translate.ts';

const broken = (name: string, code: string): Check => ({
  ...{ name, code, state: 'broken', why: 'No.' },
  ...(name === 'model' ? { model: 'remote:https://a.example/v1#m' } : {}),
});

describe('fixesOf', () => {
  const labels = (check: Check, install: string | null = null) =>
    fixesOf(check, install, t).map(({ label }) => label);

  it('helps with what does not work, and only with that', () => {
    assert.deepEqual(labels(broken('model', 'unreachable')), ['Choose Model']);
    assert.deepEqual(labels(broken('model', 'wrong-key')), ['Enter Key', 'Choose Model']);
    assert.deepEqual(labels(broken('tests', 'no-test-command')), [
      'Open Setting reckon.test.command',
    ]);
    assert.deepEqual(labels({ ...broken('model', 'ok'), state: 'works' }), []);
  });

  it('asks for the key of the very model that lacks it', () => {
    const [key] = fixesOf(broken('model', 'wrong-key'), null, t);
    assert.deepEqual(key?.args, ['remote:https://a.example/v1#m']);
  });

  it('types an installation only where it knows one', () => {
    const confinement = broken('confinement', 'no-confinement');
    assert.deepEqual(labels(confinement), ['Open Setting reckon.sandbox.allowUnconfined']);
    assert.deepEqual(labels(confinement, 'sudo dnf install bubblewrap'), [
      'Type sudo dnf install bubblewrap in a Terminal',
      'Open Setting reckon.sandbox.allowUnconfined',
    ]);
  });

  it('runs no command but those that the report may run', () => {
    for (const name of ['model', 'logprobs', 'tests', 'confinement', 'leftovers']) {
      for (const { command } of fixesOf(broken(name, 'wrong-key'), 'x', t)) {
        assert.ok(fixCommands.includes(command), command);
      }
    }
  });
});

describe('installCommand', () => {
  it('is that of the system, and none where nothing is missing', () => {
    const on = (...programs: string[]) => installCommand((program) => programs.includes(program));
    assert.equal(on('apt-get'), 'sudo apt-get install bubblewrap');
    assert.equal(on('apk'), 'sudo apk add bubblewrap');
    assert.equal(on('apt-get', 'bwrap'), null);
    assert.equal(on(), null);
  });
});

describe('doctorPage', () => {
  const page = (...checks: Check[]) =>
    doctorPage(
      {
        folder: '/w',
        findings: checks.map((check) => ({ ...check, fixes: fixesOf(check, null, t) })),
        versions: 'Reckon 1',
        source: 'https://source',
        style: 'https://source/doctor.css',
        language: 'en',
      },
      t,
    );

  it('says the sum first', () => {
    const fine: Check = { name: 'tests', state: 'works', code: 'ok', why: 'Yes.' };
    assert.match(page(fine), /<h1>All works\.<\/h1>/);
    assert.match(page(fine, { ...fine, state: 'weak' }), /<h1>All works; 1 of 2 checks/);
    assert.match(page(fine, broken('model', 'x')), /<h1>1 of 2 checks found something/);
  });

  it('begins with what needs doing', () => {
    const fine: Check = { name: 'tests', state: 'works', code: 'ok', why: 'Yes.' };
    const html = page(fine, { ...fine, state: 'weak' }, broken('model', 'x'));
    const states = [...html.matchAll(/<section class="(\w+)"/g)].map((match) => match[1]);
    assert.deepEqual(states, ['broken', 'weak', 'works']);
  });

  it('shows what models and servers say as text', () => {
    const hostile = {
      ...broken('model', 'x'),
      why: `<img src=x onerror="a()"><a href='command:x'>`,
    };
    const html = page(hostile);
    assert.doesNotMatch(html, /<img|<a href='command/);
    assert.match(html, /&#60;img src=x/);
  });

  it('has no scripts, and links that carry their arguments', () => {
    const html = page(broken('tests', 'no-test-command'));
    assert.match(html, /default-src 'none'; style-src https:\/\/source;/);
    assert.doesNotMatch(html, /<script/);
    const [, query = ''] = /openSettings\?([^"]+)"/.exec(html) ?? [];
    assert.deepEqual(JSON.parse(decodeURIComponent(query)), ['reckon.test.command']);
  });
});
