import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { ModelEvent } from '../../../src/model/model.ts';
import { keyFor, readRemoteName } from '../../../src/model/remote/address.ts';
import { readChunk } from '../../../src/model/remote/chunks.ts';
import { proxiedFetch } from '../../../src/model/remote/fetch.ts';
import { entropyBound, readLogprobs } from '../../../src/model/remote/logprobs.ts';
import { endBefore } from '../../../src/model/remote/stop.ts';

describe('readRemoteName', () => {
  it('splits at the last #', () => {
    assert.deepEqual(readRemoteName('remote:https://host/v1/#org/model'), {
      baseUrl: 'https://host/v1',
      model: 'org/model',
    });
    assert.deepEqual(readRemoteName('remote:http://host/#/v1#m'), {
      baseUrl: 'http://host/#/v1',
      model: 'm',
    });
  });

  it('refuses what is none', () => {
    for (const name of [
      'remote:https://host/v1',
      'remote:https://host/v1#',
      'remote:host#m',
      'x',
    ]) {
      const read = readRemoteName(name);
      assert.ok('code' in read, name);
      assert.equal(read.code, 'bad-address');
    }
  });
});

describe('keyFor', () => {
  const env = { OPENAI_API_KEY: 'openai' };
  it('gives the key of OpenAI to OpenAI and to loopback only', () => {
    const cases: Record<string, string | undefined> = {
      'https://api.openai.com/v1': 'openai',
      'http://api.openai.com/v1': undefined,
      'https://api.openai.com.evil.example/v1': undefined,
      'https://evil.example/api.openai.com': undefined,
      'http://localhost:8080/v1': 'openai',
      'http://127.0.0.1/v1': 'openai',
      'http://[::1]:9/v1': 'openai',
      'http://127.0.0.1.evil.example/v1': undefined,
      'not a url': undefined,
    };
    for (const [url, key] of Object.entries(cases)) assert.equal(keyFor(url, env), key, url);
  });

  it('prefers its own key, anywhere', () => {
    assert.equal(keyFor('https://host.example', { ...env, RECKON_API_KEY: ' own\n' }), 'own');
    assert.equal(keyFor('https://api.openai.com', { ...env, RECKON_API_KEY: '' }), 'openai');
  });
});

describe('readChunk', () => {
  it('gives each scored token its own event', () => {
    const content = [
      { token: 'a', logprob: -1 },
      { token: 'b', logprob: -2 },
    ];
    const { tokens } = readChunk({
      choices: [{ delta: { content: 'ab' }, logprobs: { content } }],
    });
    assert.deepEqual(
      tokens.map(({ text, logprob }) => [text, logprob]),
      [
        ['a', -1],
        ['b', -2],
      ],
    );
  });

  it('keeps a piece whole whose tokens are parts of a character', () => {
    const content = ['\\xe2\\x82', '\\xac'].map((token) => ({ token, logprob: -1 }));
    const { tokens } = readChunk({ choices: [{ delta: { content: '€' }, logprobs: { content } }] });
    assert.deepEqual(tokens, [{ kind: 'token', text: '€', channel: 'answer', logprob: -2 }]);
  });

  it('never loses text, whatever the numbers', () => {
    const token = fc.record({ token: fc.string(), logprob: fc.double({ max: 0, noNaN: true }) });
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.array(token), (thinking, answer, content) => {
        const delta = { content: answer, reasoning_content: thinking };
        const { tokens } = readChunk({ choices: [{ delta, logprobs: { content } }] });
        const of = (channel: string) =>
          tokens
            .filter((one) => one.channel === channel)
            .map(({ text }) => text)
            .join('');
        assert.deepEqual([of('thinking'), of('answer')], [thinking, answer]);
      }),
    );
  });

  it('throws on what is no event', () => {
    for (const bad of [null, 3, 'x', { choices: 3 }, { choices: [{ delta: { content: {} } }] }]) {
      assert.throws(() => readChunk(bad), JSON.stringify(bad));
    }
  });
});

describe('readLogprobs', () => {
  it('takes raw scores for no number', () => {
    const [token] = readLogprobs([
      { token: 'a', logprob: 4.2, top_logprobs: [{ token: 'b', logprob: 7 }] },
    ]);
    assert.deepEqual(token, { text: 'a', logprob: null, alternatives: [] });
  });

  it('reads what servers sent', function () {
    const data = process.env['RECKON_DATA'];
    if (!data) {
      console.log('      skipped: RECKON_DATA is not set');
      this.skip();
    }
    const folder = path.join(data, 'token_logprobs/api_responses');
    let files = 0;
    for (const name of readdirSync(folder).filter((one) => /\.jsonl?\.gz$/.test(one))) {
      const text = gunzipSync(readFileSync(path.join(folder, name))).toString('utf8');
      for (const { logprobs, answer } of recorded(text, name.endsWith('.jsonl.gz'))) {
        const tokens = readLogprobs(logprobs);
        assert.ok(tokens.length > 0, name);
        const raw = name.includes('logits');
        const joined = tokens.map((token) => token.text).join('');
        // Parts of a character are written in escapes.
        if (answer !== null && !joined.includes('\\x')) assert.equal(joined, answer, name);
        for (const { logprob, alternatives } of tokens) {
          assert.equal(logprob === null, raw, name);
          const sorted = alternatives.every(
            (one, index) => index === 0 || one.logprob <= alternatives[index - 1]!.logprob,
          );
          assert.ok(sorted, name);
          const entropy = entropyBound(alternatives);
          assert.ok(entropy === null || entropy >= 0, name);
        }
      }
      files++;
    }
    assert.ok(files > 0);
  });
});

interface Response {
  choices?: { message?: { content: string }; text?: string; logprobs: unknown }[];
  candidates?: { content: { parts: { text: string }[] }; logprobsResult: unknown }[];
  response?: string;
  logprobs?: unknown;
}

/** The `logprobs` values of a recorded response, with the text they belong to. */
function* recorded(
  text: string,
  lines: boolean,
): Generator<{ logprobs: unknown; answer: string | null }> {
  if (lines) {
    for (const line of text.trim().split('\n')) yield { logprobs: JSON.parse(line), answer: null };
    return;
  }
  const response = JSON.parse(text) as Response;
  for (const { message, text: plain, logprobs } of response.choices ?? []) {
    yield { logprobs, answer: message?.content ?? plain ?? null };
  }
  for (const { content, logprobsResult } of response.candidates ?? []) {
    yield { logprobs: logprobsResult, answer: content.parts.map((part) => part.text).join('') };
  }
  if (response.logprobs) yield { logprobs: response.logprobs, answer: response.response ?? null };
}

describe('entropyBound', () => {
  it('is exact where everything is known, and never above the truth', () => {
    const half = { text: 'x', logprob: Math.log(0.5) };
    assert.ok(Math.abs((entropyBound([half, half]) ?? 0) - Math.LN2) < 1e-12);
    const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 12 }), (counts, k) => {
        const total = counts.reduce((sum, one) => sum + one, 0);
        const all = counts.sort((a, b) => b - a).map((one) => Math.log(one / total));
        const truth = -all.reduce((sum, one) => sum + Math.exp(one) * one, 0);
        const bound = entropyBound(all.slice(0, k).map((logprob) => ({ text: '', logprob })));
        assert.ok(bound !== null && bound <= truth + 1e-9 && bound >= 0);
      }),
    );
    assert.equal(entropyBound([]), null);
  });
});

/** Reads character by character; null where no stop is met. */
function cutAtStop(text: string, stops: readonly string[]): string | null {
  for (let end = 1; end <= text.length; end++) {
    const met = stops
      .filter((stop) => text.slice(0, end).endsWith(stop))
      .map((stop) => stop.length);
    if (met.length > 0) return text.slice(0, end - Math.max(...met));
  }
  return null;
}

describe('endBefore', () => {
  async function* stream(texts: readonly string[]): AsyncIterable<ModelEvent> {
    for (const text of texts) yield { kind: 'token', text, channel: 'answer' };
    const counts = { promptTokens: 1, cachedTokens: 0, tokens: 1, thinkingTokens: 0 };
    yield { kind: 'done', finish: 'length', usage: { ...counts, estimated: false } };
    await Promise.resolve();
  }

  it('gives the text before the first stop, however it is cut', async () => {
    const piece = fc.stringMatching(/^[ab\n]{0,4}$/);
    const stop = fc.stringMatching(/^[ab\n]{1,3}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(piece), fc.array(stop), async (pieces, stops) => {
        const text = pieces.join('');
        const expected = cutAtStop(text, stops);
        let out = '';
        let finish = '';
        for await (const event of endBefore(stream(pieces), stops, 0)) {
          if (event.kind === 'token') out += event.text;
          else finish = event.finish;
        }
        assert.equal(out, expected ?? text);
        assert.equal(finish, expected === null ? 'length' : 'stop');
      }),
    );
  });
});

describe('proxiedFetch', () => {
  it('is the plain fetch without a proxy', () => {
    assert.equal(proxiedFetch({ NO_PROXY: '*' }), globalThis.fetch);
  });

  it('asks the proxy for a host out there, and loopback itself', async () => {
    const tunnels: string[] = [];
    const proxy = http.createServer((_, response) => response.end('direct'));
    proxy.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const fetch = proxiedFetch({ HTTPS_PROXY: url, NO_PROXY: 'near.invalid' });
    await assert.rejects(fetch('https://models.invalid/v1'));
    await assert.rejects(fetch('https://near.invalid/v1'));
    assert.deepEqual(tunnels, ['models.invalid:443']);
    const local = proxiedFetch({ http_proxy: 'http://127.0.0.1:1' });
    assert.equal(await (await local(`${url}/v1`)).text(), 'direct');
    proxy.close();
  });
});
