import assert from 'node:assert/strict';
import type { Message, TokenEvent } from '../../../src/model/model.ts';
import { remoteModel } from '../../../src/model/remote.ts';
import { chat, withRemote } from '../../support/remote.ts';
import type { Answer, Piece, ReplayRequest } from '../../support/replay-server.ts';

/** The requests that are no probe and no list. */
const asked = (requests: readonly ReplayRequest[]): ReplayRequest[] =>
  requests.filter(({ probe, path }) => !probe && path !== '/models');

/** Pieces that carry chat logprobs, a token each. */
const scored = (texts: readonly string[]): Piece[] =>
  texts.map((token) => ({
    text: token,
    logprobs: {
      content: [
        {
          token,
          logprob: -0.5,
          top_logprobs: [
            { token, logprob: -0.5 },
            { token: 'other', logprob: -1 },
          ],
        },
      ],
    },
  }));

describe('a remote model', () => {
  it('streams a chat with its numbers and the usage that the server counts', async () => {
    const usage = {
      prompt_tokens: 12,
      completion_tokens: 3,
      prompt_tokens_details: { cached_tokens: 4 },
    };
    const respond = (): Answer => ({ pieces: scored(['a', ' = ', '1']), usage });
    await withRemote(respond, async (model, server) => {
      const { events, answer, done } = await chat(model, { seed: 7, alternatives: 2, topP: 0.9 });
      assert.equal(answer, 'a = 1');
      const first = events[0] as TokenEvent;
      assert.equal(first.logprob, -0.5);
      assert.deepEqual(
        first.alternatives?.map(({ text }) => text),
        ['a', 'other'],
      );
      assert.ok(first.entropy !== undefined && first.entropy > 0);
      assert.equal(done.finish, 'stop');
      assert.deepEqual(done.usage, {
        promptTokens: 8,
        cachedTokens: 4,
        tokens: 3,
        thinkingTokens: 0,
        estimated: false,
      });
      const [request] = asked(server.requests);
      const { seed, temperature, top_p, logprobs, top_logprobs, max_tokens } = request!.body;
      assert.deepEqual(
        { seed, temperature, top_p, logprobs, top_logprobs, max_tokens },
        { seed: 7, temperature: 0.7, top_p: 0.9, logprobs: true, top_logprobs: 2, max_tokens: 100 },
      );
      assert.equal(request!.headers.authorization, 'Bearer secret-key');
    });
  });

  it('tells nothing about this machine', async () => {
    process.env['OPENAI_CUSTOM_HEADERS'] = 'x-mine: hidden';
    try {
      await withRemote(
        () => ({ text: 'x' }),
        async (model, server) => {
          await chat(model);
          const names = server.requests.flatMap(({ headers }) => Object.keys(headers));
          assert.deepEqual(
            names.filter((name) => name.startsWith('x-')),
            [],
          );
        },
      );
    } finally {
      delete process.env['OPENAI_CUSTOM_HEADERS'];
    }
  });

  it('sends no key where there is none, whatever the environment holds', async () => {
    process.env['OPENAI_API_KEY'] = 'from-the-environment';
    try {
      await withRemote(
        () => ({ text: 'x' }),
        async (model, server) => {
          assert.equal((await chat(model)).answer, 'x');
          for (const { headers } of server.requests) assert.equal(headers.authorization, undefined);
        },
        { apiKey: undefined },
      );
    } finally {
      delete process.env['OPENAI_API_KEY'];
    }
  });

  for (const [name, pieces] of Object.entries<readonly Piece[]>({
    'a field reasoning_content': [{ reasoning: 'why' }, { text: 'x' }],
    'a field reasoning': [{ reasoning: 'why', reasoningField: 'reasoning' }, { text: 'x' }],
    'both in one event': [{ reasoning: 'why', text: 'x' }],
    'tags, split over events': [{ text: '<thi' }, { text: 'nk>why</' }, { text: 'think>x' }],
  })) {
    it(`tells reasoning from the answer: ${name}`, async () => {
      await withRemote(
        () => ({ pieces }),
        async (model) => {
          const { thinking, answer, done } = await chat(model);
          assert.deepEqual([thinking, answer], ['why', 'x']);
          assert.ok(done.usage.thinkingTokens > 0);
        },
      );
    });
  }

  it('ends at the budget of thinking tokens and lets the server know', async () => {
    await withRemote(
      () => ({ pieces: [{ reasoning: 'hm ' }], fault: 'endless' }),
      async (model, server) => {
        const { thinking, done } = await chat(model, { maxThinkingTokens: 3 });
        assert.equal(thinking, 'hm hm hm ');
        assert.equal(done.finish, 'thinking');
        assert.equal(await asked(server.requests)[0]!.over, 'left');
      },
    );
  });

  it('ends an endless stream at the limit of tokens', async () => {
    await withRemote(
      () => ({ text: 'more ', fault: 'endless' }),
      async (model, server) => {
        const { events, done } = await chat(model, { maxTokens: 5 });
        assert.equal(events.length, 6);
        assert.equal(done.finish, 'length');
        assert.equal(done.usage.estimated, true);
        assert.equal(await asked(server.requests)[0]!.over, 'left');
      },
    );
  });

  it('cancels the work at the server when the loop is left', async () => {
    await withRemote(
      () => ({ text: 'more ', fault: 'endless' }),
      async (model, server) => {
        const prompt = { kind: 'chat', messages: [{ role: 'user', content: 'x' }] } as const;
        const events = model.generate(prompt, { maxTokens: 1e6, temperature: 0 });
        for await (const event of events) if (event.kind === 'token') break;
        assert.equal(await asked(server.requests)[0]!.over, 'left');
      },
    );
  });

  it('cancels the work at the server when the signal fires', async () => {
    const ctrl = new AbortController();
    await withRemote(
      () => ({ text: 'x', fault: 'silence' }),
      async (model, server) => {
        const prompt = { kind: 'chat', messages: [{ role: 'user', content: 'x' }] } as const;
        const options = { maxTokens: 9, temperature: 0 };
        let finish = '';
        for await (const event of model.generate(prompt, options, ctrl.signal)) {
          if (event.kind === 'token') ctrl.abort();
          else finish = event.finish;
        }
        assert.equal(finish, 'cancelled');
        assert.equal(await asked(server.requests)[0]!.over, 'left');
      },
    );
  });

  it('sends nothing once it is cancelled', async () => {
    await withRemote(
      () => ({ text: 'x' }),
      async (model, server) => {
        await model.capabilities();
        const before = server.requests.length;
        assert.equal((await chat(model, {}, AbortSignal.abort())).done.finish, 'cancelled');
        assert.equal(server.requests.length, before);
      },
    );
  });

  it('stops before the texts asked for, also where the server does not', async () => {
    await withRemote(
      () => ({ pieces: [{ text: 'a\n' }, { text: '\nen' }, { text: 'd b' }] }),
      async (model, server) => {
        const { answer, done } = await chat(model, { stop: ['\nend'] });
        assert.equal(answer, 'a\n');
        assert.equal(done.finish, 'stop');
        assert.deepEqual(asked(server.requests)[0]!.body['stop'], ['\nend']);
      },
    );
  });

  it('counts where the server does not, and says so', async () => {
    await withRemote(
      () => ({ pieces: [{ text: 'a' }, { text: 'b' }], usage: null }),
      async (model) => {
        const { done } = await chat(model);
        assert.equal(done.usage.tokens, 2);
        assert.equal(done.usage.estimated, true);
        assert.equal(done.finish, 'stop');
      },
    );
  });

  it('needs no [DONE] after the end', async () => {
    await withRemote(
      () => ({ text: 'x', fault: 'no-done' }),
      async (model) => {
        const { answer, done } = await chat(model);
        assert.deepEqual([answer, done.finish], ['x', 'stop']);
      },
    );
  });

  it('says when the server stopped at the limit', async () => {
    await withRemote(
      () => ({ text: 'x', finish: 'length' }),
      async (model) => {
        assert.equal((await chat(model)).done.finish, 'length');
      },
    );
  });

  it('runs many samples at once, one failing', async () => {
    const respond = ({ body }: ReplayRequest): Answer => {
      const [message] = body['messages'] as Message[];
      return message!.content === '3' ? { text: 'x', fault: 'cut' } : { text: message!.content };
    };
    const warnings: string[] = [];
    const warn = (warning: Error) => void warnings.push(warning.message);
    process.on('warning', warn);
    await withRemote(respond, async (model, server) => {
      const ends = await Promise.all(
        Array.from({ length: 16 }, async (_, index) => {
          const messages = [{ role: 'user', content: `${index}` }] as const;
          const options = { maxTokens: 9, temperature: 1 };
          let text = '';
          for await (const event of model.generate({ kind: 'chat', messages }, options)) {
            if (event.kind === 'done') return `${event.finish}:${text}`;
            text += event.text;
          }
          return 'no end';
        }),
      );
      const expected = ends.map((_, index) => (index === 3 ? 'error:x' : `stop:${index}`));
      assert.deepEqual(ends, expected);
      const probes = server.requests.filter(({ probe, path }) => probe && path.includes('chat'));
      assert.equal(probes.length, 1);
    });
    process.off('warning', warn);
    assert.deepEqual(warnings, []);
  });

  it('refuses an address or a key that cannot be, without showing it', async () => {
    const place = { name: 'remote:x', model: 'm', apiKey: undefined };
    for (const [options, code] of [
      [{ ...place, baseUrl: 'ftp://host/v1' }, 'bad-address'],
      [{ ...place, baseUrl: 'https://me:secret-key@host/v1' }, 'bad-address'],
      [{ ...place, baseUrl: 'http://127.0.0.1:1/v1', apiKey: 'secret-key\nx' }, 'wrong-key'],
    ] as const) {
      const { done } = await chat(remoteModel(options));
      assert.equal(done.failure?.code, code);
      assert.doesNotMatch(done.failure.why, /secret-key/);
    }
  });
});
