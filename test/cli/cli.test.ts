import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const fixtures = path.join(root, 'test/fixtures/traces');

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

describe('the built command line', () => {
  let home: string;
  before(() => {
    home = mkdtempSync(path.join(tmpdir(), 'reckon-cli-'));
  });
  after(() => {
    rmSync(home, { recursive: true, force: true });
  });

  function start(...argv: string[]): { child: ChildProcess; ended: Promise<Ended> } {
    const env = { ...process.env, RECKON_HOME: path.join(home, 'state') };
    const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...argv], { env });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const ended = once(child, 'close').then(([status]) => ({ status: status as number, out, err }));
    return { child, ended };
  }
  const run = (...argv: string[]) => start(...argv).ended;

  function oneLine(text: string): Record<string, unknown> {
    assert.match(text, /^[^\n]+\n$/);
    return JSON.parse(text) as Record<string, unknown>;
  }

  it('ends a usage error with 64, one line and a hint', async () => {
    const { status, out, err } = await run('solve', '--samples', '3');
    assert.equal(status, 64);
    assert.equal(out, '');
    assert.equal(err, 'failed: --workspace is needed. (usage)\nTry: reckon solve --help\n');
  });

  it('ends a usage error with --json in one line of it', async () => {
    const { status, out } = await run('solve', '--json', '--jobs', 'x', '--workspace', '.');
    assert.equal(status, 64);
    const { outcome, code } = oneLine(out);
    assert.deepEqual({ outcome, code }, { outcome: 'failed', code: 'usage' });
  });

  it('shows its help on standard output', async () => {
    const { status, out, err } = await run('--help');
    assert.deepEqual([status, err], [0, '']);
    assert.match(out, /^Usage: reckon COMMAND/);
  });

  it('shows a recorded run as text', async () => {
    const { status, out } = await run('trace', path.join(fixtures, 'solved.jsonl'));
    assert.equal(status, 0);
    assert.equal(out, readFileSync(path.join(fixtures, 'solved.txt'), 'utf8'));
  });

  it('ends with 1 where a trace cannot be read', async () => {
    const empty = path.join(home, 'empty.jsonl');
    writeFileSync(empty, '');
    for (const [file, code] of [
      [path.join(home, 'none.jsonl'), 'trace-missing'],
      [empty, 'trace-empty'],
      [path.join(fixtures, 'solved.txt'), 'trace-damaged'],
    ] as const) {
      const { status, out, err } = await run('trace', file);
      assert.deepEqual([status, out], [1, '']);
      assert.match(err, new RegExp(`^failed: .*\\(${code}\\)\\n$`));
    }
  });

  it('says what works and what does not, and leaves nothing behind', async () => {
    const workspace = path.join(home, 'workspace');
    mkdirSync(workspace);
    writeFileSync(path.join(workspace, 'test_a.py'), 'import unittest\n');
    const model = 'local:/no/such/file.gguf';
    const { status, out } = await run(
      'doctor',
      '--workspace',
      workspace,
      '--model',
      model,
      '--json',
    );
    assert.equal(status, 0);
    const { ok, checks } = oneLine(out) as { ok: boolean; checks: Record<string, string>[] };
    assert.equal(ok, false);
    const found = new Map(checks.map(({ name, state, why }) => [name, `${state}: ${why}`]));
    assert.match(found.get('model') ?? '', /^broken: .*no\/such\/file\.gguf/);
    assert.match(found.get('tests') ?? '', /^works: python3? -m unittest.*unittest/);
    assert.ok(found.has('confinement'));
    assert.deepEqual(readdirSync(path.join(home, 'state', 'sandbox')), []);
  });

  describe('told to stop while a model is silent', () => {
    let server: Server;
    let asked: Promise<unknown>;
    let model: string;
    before(async () => {
      server = createServer(() => undefined).listen(0, '127.0.0.1');
      await once(server, 'listening');
      model = `remote:http://127.0.0.1:${(server.address() as AddressInfo).port}/v1#m`;
    });
    beforeEach(() => {
      asked = once(server, 'request');
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      it(`ends with 130 at ${name}`, async () => {
        const { child, ended } = start('doctor', '--workspace', home, '--model', model, '--json');
        await asked;
        child.kill(name);
        const { status, out } = await ended;
        assert.equal(status, 130);
        const { outcome, code } = oneLine(out);
        assert.deepEqual({ outcome, code }, { outcome: 'cancelled', code: 'cancelled' });
      });
    }
  });
});
