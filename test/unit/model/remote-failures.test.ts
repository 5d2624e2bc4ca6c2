import assert from 'node:assert/strict';
import net from 'node:net';
import { remoteFailure, type Trouble } from '../../../src/model/remote/failures.ts';
import { remoteModel } from '../../../src/model/remote.ts';
import { hasty, retryDelay } from '../../../src/model/remote/retry.ts';
import { chat, withRemote } from '../../support/remote.ts';
import { startReplayServer, type Answer } from '../../support/replay-server.ts';

const http = (
  status: number,
  extra: Partial<Extract<Trouble, { kind: 'http' }>> = {},
): Trouble => ({
  kind: 'http',
  status,
  message: '',
  param: null,
  code: null,
  headers: null,
  ...extra,
});

/** Answers that end a chat, with the code and a part of the sentence that tell. */
const faults: readonly [string, Answer, string, RegExp][] = [
  ['a wrong key', { status: 401 }, 'wrong-key', /refuses the key/],
  ['an unknown model', { status: 404 }, 'unknown-model', /knows no model model-\d+/],
  [
    'a bad request',
    { status: 400, error: { message: 'too long for secret-key' } },
    'bad-request',
    /too long for \[key\]/,
  ],
  [
    'no credit',
    { status: 429, error: { message: 'x', code: 'insufficient_quota' } },
    'no-quota',
    /no credit/,
  ],
  [
    'a redirect',
    { status: 307, headers: { location: 'https://x.example/' } },
    'redirected',
    /x\.ex/,
  ],
  ['a server in trouble', { status: 503 }, 'server-error', /503/],
  ['a long wait', { status: 429, headers: { 'retry-after': '99' } }, 'rate-limited', /no more/],
  ['a broken stream', { text: 'a', fault: 'cut' }, 'stream-broken', /in the middle/],
  ['a stream without its end', { text: 'a', fault: 'no-finish' }, 'stream-broken', /in the middle/],
  ['a malformed event', { text: 'a', fault: 'malformed' }, 'stream-malformed', /no OpenAI event/],
  ['another protocol', { pieces: [{ text: 3 as never }] }, 'stream-malformed', /no OpenAI event/],
  ['an answer held back', { text: 'a', finish: 'content_filter' }, 'content-filtered', /held/],
];

describe('a failing server', () => {
  for (const [name, answer, code, sentence] of faults) {
    it(`is one sentence: ${name}`, async () => {
      await withRemote(
        () => answer,
        async (model) => {
          const { done, answer: text } = await chat(model);
          assert.equal(done.failure?.code, code);
          assert.match(done.failure.why, sentence);
          assert.match(done.failure.why, /^127\.0\.0\.1:\d+ .*\.$/);
          assert.doesNotMatch(done.failure.why, /secret-key/);
          assert.equal(text, answer.text ?? '', 'the text so far is kept');
        },
      );
    });
  }

  for (const [name, answer, patience] of [
    ['from the start', {}, { firstMs: 20, idleMs: 60_000 }],
    ['after a token', { text: 'a' }, { firstMs: 60_000, idleMs: 20 }],
  ] as const) {
    it(`is one sentence: silence ${name}`, async () => {
      await withRemote(
        () => ({ ...answer, fault: 'silence' }),
        async (patient, server) => {
          // The probe takes its time; what it finds holds for the impatient one too.
          await patient.capabilities();
          const name = server.requests[0]!.body['model'] as string;
          const place = { name: '', baseUrl: server.baseUrl, model: name, apiKey: undefined };
          const { done } = await chat(remoteModel({ ...place, patience }));
          assert.equal(done.failure?.code, 'server-silent');
          assert.match(done.failure.why, /sent nothing/);
          assert.equal(await server.requests.at(-1)!.over, 'left');
        },
      );
    });
  }

  it('is told by the probe where it fails from the start, and asked again the next time', async () => {
    let status = 401;
    await withRemote(
      () => (status === 200 ? { text: 'x' } : { status }),
      async (model) => {
        const failure = await model.capabilities();
        assert.ok('code' in failure);
        assert.equal(failure.code, 'wrong-key');
        assert.equal((await chat(model)).done.failure?.code, 'wrong-key');
        status = 200;
        assert.equal((await chat(model)).answer, 'x');
      },
      { scripted: true },
    );
  });

  it('that is not there is unreachable', async () => {
    const gone = await startReplayServer(() => ({}));
    await gone.close();
    await withRemote(
      () => ({}),
      async (model) => {
        const { done } = await chat(model);
        assert.equal(done.failure?.code, 'unreachable');
        assert.match(done.failure.why, /nothing listens there/);
      },
      { baseUrl: gone.baseUrl },
    );
  });

  it('that speaks no HTTP is unreachable', async () => {
    const server = net.createServer((socket) => socket.end('220 mail ready\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    await withRemote(
      () => ({}),
      async (model) => {
        assert.equal((await chat(model)).done.failure?.code, 'unreachable');
      },
      { baseUrl: `http://127.0.0.1:${port}/v1` },
    );
    server.close();
  });

  it('does not get the prompt or the key sent on by a redirect', async () => {
    const other = await startReplayServer(() => ({ text: 'caught' }));
    const location = `${other.baseUrl}/chat/completions`;
    await withRemote(
      () => ({ status: 307, headers: { location } }),
      async (model) => {
        assert.equal((await chat(model)).done.failure?.code, 'redirected');
        assert.deepEqual(other.requests, []);
      },
    );
    await other.close();
  });

  for (const [name, first] of Object.entries<Answer>({
    'too many requests': { status: 429, headers: { 'retry-after': '0' } },
    'a wait in milliseconds': { status: 429, headers: { 'retry-after-ms': '1' } },
    'an error of its own': { status: 500 },
    'a timeout': { status: 408 },
    'a cut before the first token': { fault: 'cut' },
  })) {
    it(`is asked again after ${name}`, async () => {
      let turn = 0;
      await withRemote(
        () => (turn++ === 0 ? first : { text: 'x' }),
        async (model) => {
          const { answer, done } = await chat(model);
          assert.deepEqual([answer, done.finish, turn], ['x', 'stop', 2]);
        },
      );
    });
  }

  it('is not asked again after the first token', async () => {
    let turn = 0;
    await withRemote(
      () => (turn++, { text: 'x', fault: 'cut' }),
      async (model) => {
        await chat(model);
        assert.equal(turn, 1);
      },
    );
  });

  it('is left at once where the wait for the next try is cancelled', async () => {
    const ctrl = new AbortController();
    await withRemote(
      () => {
        setImmediate(() => {
          ctrl.abort();
        });
        return { status: 429, headers: { 'retry-after': '3600' } };
      },
      async (model) => {
        assert.equal((await chat(model, {}, ctrl.signal)).done.finish, 'cancelled');
      },
      { retry: { tries: 3, firstMs: 1, maxMs: 2, patienceMs: Infinity } },
    );
  });
});

describe('retryDelay', () => {
  const policy = { tries: 4, firstMs: 100, maxMs: 300, patienceMs: 5000 };
  const delay = (trouble: Trouble, tries = 1, random = 0): number | null =>
    retryDelay(trouble, tries, policy, () => random, Date.parse('2025-01-01T00:00:00Z'));

  it('doubles up to its longest, with jitter over the upper half', () => {
    assert.deepEqual(
      [1, 2, 3].map((tries) => delay(http(500), tries)),
      [100, 200, 300],
    );
    assert.equal(delay(http(500), 1, 0.5), 75);
    assert.equal(delay(http(500), 4), null);
  });

  it('waits as long as the server asks', () => {
    const asks = (headers: Record<string, string>) =>
      delay(http(429, { headers: new Headers(headers) }));
    assert.equal(asks({ 'retry-after': '2' }), 2000);
    assert.equal(asks({ 'retry-after': 'Wed, 01 Jan 2025 00:00:03 GMT' }), 3000);
    assert.equal(asks({ 'retry-after': '2', 'retry-after-ms': '7' }), 7);
    assert.equal(asks({ 'retry-after': '6' }), null);
    assert.equal(asks({ 'retry-after': 'soon' }), 100);
  });

  it('is short for a suggestion: the next keystroke asks anew', () => {
    const late = (trouble: Trouble, tries: number) =>
      retryDelay(trouble, tries, hasty(policy), () => 0, 0);
    assert.equal(late(http(500), 1), 100);
    assert.equal(late(http(500), 2), null);
    assert.equal(late(http(429, { headers: new Headers({ 'retry-after': '2' }) }), 1), null);
  });

  it('gives up where waiting does not help', () => {
    for (const status of [400, 401, 402, 404, 501]) assert.equal(delay(http(status)), null);
    assert.equal(delay({ kind: 'unreachable', code: 'ENOTFOUND' }), null);
    assert.equal(delay({ kind: 'unreachable', code: 'CERT_HAS_EXPIRED' }), null);
    assert.equal(delay({ kind: 'unreachable', code: 'ECONNREFUSED' }), 100);
    assert.equal(delay({ kind: 'malformed' }), null);
  });
});

describe('remoteFailure', () => {
  const place = { baseUrl: 'https://host.example/v1', model: 'm', key: 'secret-key' };

  it('speaks of certificates where one is at fault', () => {
    const failure = remoteFailure(
      { kind: 'unreachable', code: 'SELF_SIGNED_CERT_IN_CHAIN' },
      place,
    );
    assert.equal(failure.code, 'untrusted-server');
    assert.match(failure.why, /NODE_EXTRA_CA_CERTS/);
  });

  it('asks for a key where none was sent', () => {
    assert.match(remoteFailure(http(401), { ...place, key: undefined }).why, /asks for a key/);
  });
});
