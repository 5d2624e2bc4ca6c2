import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { basesOf, listModels } from '../../../src/model/remote/list.ts';

/** A real server that answers each path by a script; what it was asked with is kept. */
async function withServer(
  answer: (path: string) => { status?: number; body?: string; location?: string } | 'silence',
  use: (origin: string, headers: http.IncomingHttpHeaders[]) => Promise<void>,
): Promise<void> {
  const headers: http.IncomingHttpHeaders[] = [];
  const server = http.createServer((request, response) => {
    headers.push(request.headers);
    const said = answer(request.url ?? '');
    if (said === 'silence') return;
    const { status = 200, body = '', location } = said;
    response.writeHead(status, location === undefined ? {} : { location }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, headers);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const list = (...ids: string[]) =>
  JSON.stringify({ object: 'list', data: ids.map((id) => ({ id })) });

describe('listModels', () => {
  it('gives the models of a server, but those that only embed or could not be named', async () => {
    const ids = ['qwen3:8b', 'nomic-embed-text', 'text-embedding-3', 'a#b', 'a\nb', 'embedded-c'];
    await withServer(
      () => ({ body: list(...ids) }),
      async (origin, headers) => {
        const found = await listModels(`${origin}/v1`, { timeoutMs: 5000, apiKey: 'k' });
        assert.deepEqual(found, { baseUrl: `${origin}/v1`, models: ['qwen3:8b'] });
        assert.equal(headers[0]?.authorization, 'Bearer k');
      },
    );
  });

  it('finds where the API begins', async () => {
    const at = (path: string) => (asked: string) =>
      asked === path ? { body: list('m') } : { status: 404, body: 'no' };
    await withServer(at('/v1/models'), async (origin) => {
      const found = await listModels(`${origin}/`, { timeoutMs: 5000 });
      assert.deepEqual(found, { baseUrl: `${origin}/v1`, models: ['m'] });
    });
    await withServer(at('/models'), async (origin) => {
      const found = await listModels(origin, { timeoutMs: 5000 });
      assert.deepEqual(found, { baseUrl: origin, models: ['m'] });
    });
  });

  it('has an empty list where the server has no models', async () => {
    for (const body of ['{"object": "list", "data": null}', list()]) {
      await withServer(
        () => ({ body }),
        async (origin) => {
          const found = await listModels(`${origin}/v1`, { timeoutMs: 5000 });
          assert.deepEqual(found, { baseUrl: `${origin}/v1`, models: [] });
        },
      );
    }
  });

  const failures: [
    name: string,
    answer: { status?: number; body?: string } | 'silence',
    code: string,
  ][] = [
    ['a page of another program', { body: '<!doctype html>' }, 'no-list'],
    ['JSON of another program', { body: '{"data": 5}' }, 'no-list'],
    ['no such path', { status: 404 }, 'no-list'],
    ['a key that is wanted', { status: 401 }, 'wrong-key'],
    ['a server that fails', { status: 503 }, 'server-error'],
    ['silence', 'silence', 'server-silent'],
  ];
  for (const [name, answer, code] of failures) {
    it(`tells ${code} of ${name}, and never the key`, async () => {
      await withServer(
        () => answer,
        async (origin) => {
          const found = await listModels(origin, { timeoutMs: 300, apiKey: 'secret-key' });
          assert.ok('code' in found);
          assert.equal(found.code, code);
          assert.doesNotMatch(found.why, /secret-key/);
        },
      );
    });
  }

  it('follows no redirect', async () => {
    await withServer(
      () => ({ status: 307, location: 'http://192.0.2.1/v1/models' }),
      async (origin, headers) => {
        const found = await listModels(`${origin}/v1`, { timeoutMs: 5000 });
        assert.ok('code' in found);
        assert.equal(found.code, 'redirected');
        assert.equal(headers.length, 1);
      },
    );
  });

  it('says that nothing listens, and refuses what is no address', async () => {
    let gone = '';
    await withServer(
      () => 'silence',
      (origin) => {
        gone = origin;
        return Promise.resolve();
      },
    );
    const codes = await Promise.all(
      [gone, 'ftp://host', 'host:80', 'http://me:secret@host'].map(async (address) => {
        const found = await listModels(address, { timeoutMs: 5000 });
        return 'code' in found ? found.code : 'found';
      }),
    );
    assert.deepEqual(codes, ['unreachable', 'bad-address', 'bad-address', 'bad-address']);
  });

  it('is over at once where it is cancelled', async () => {
    await withServer(
      () => 'silence',
      async (origin) => {
        const found = await listModels(origin, { timeoutMs: 60_000 }, AbortSignal.timeout(20));
        assert.ok('code' in found);
      },
    );
  });
});

describe('basesOf', () => {
  it('takes an address without a path to mean /v1 first', () => {
    assert.deepEqual(basesOf('http://h:1'), ['http://h:1/v1', 'http://h:1']);
    assert.deepEqual(basesOf('http://h:1/api/v2/'), ['http://h:1/api/v2']);
  });
});
