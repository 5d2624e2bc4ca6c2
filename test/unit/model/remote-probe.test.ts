import assert from 'node:assert/strict';
import type { Capabilities, Model } from '../../../src/model/model.ts';
import { chat, withRemote } from '../../support/remote.ts';
import type { Answer, Respond } from '../../support/replay-server.ts';

const scripted = { scripted: true };

/** Answers a request that names none of these parameters; else refuses the first that it names. */
function refusing(names: readonly string[], sentence: (name: string) => object): Respond {
  return ({ path, body }): Answer => {
    if (path !== '/chat/completions') return { status: 404 };
    const name = names.find((one) => one in body);
    return name ? { status: 400, error: sentence(name) } : { text: 'x' };
  };
}

async function found(model: Model): Promise<Capabilities> {
  const capabilities = await model.capabilities();
  assert.ok(!('code' in capabilities), JSON.stringify(capabilities));
  return capabilities;
}

describe('the probe of a remote model', () => {
  it('asks once for the process, however many wait', async () => {
    await withRemote(
      () => ({ text: 'x' }),
      async (model, server) => {
        await Promise.all([model.capabilities(), model.capabilities(), chat(model)]);
        await chat(model);
        assert.equal(server.requests.filter(({ probe }) => probe).length, 2);
      },
    );
  });

  it('finds a plain chat server', async () => {
    await withRemote(
      () => ({ text: 'x' }),
      async (model) => {
        const { chat, fillInMiddle, logprobs, reasoning, seed } = await found(model);
        assert.deepEqual(
          { chat, fillInMiddle, logprobs, reasoning, seed },
          { chat: true, fillInMiddle: false, logprobs: null, reasoning: false, seed: true },
        );
      },
    );
  });

  it('finds numbers, reasoning, the middle of a text and the context', async () => {
    const entry = (token: string) => ({
      token,
      logprob: -0.1,
      top_logprobs: [token, 'b', 'c'].map((text) => ({ token: text, logprob: -0.1 })),
    });
    const respond: Respond = ({ path, body }) => {
      if (path === '/models') {
        const data = [{ id: 'big', max_model_len: 4096 }];
        return { text: JSON.stringify({ data }) };
      }
      if (path === '/completions') {
        const words = `${body['prompt'] as string}${body['suffix'] as string}`.split(' ').length;
        return { text: '1', usage: { prompt_tokens: words, completion_tokens: 1 } };
      }
      return { pieces: [{ reasoning: 'hm' }, { text: 'a', logprobs: { content: [entry('a')] } }] };
    };
    await withRemote(
      respond,
      async (model) => {
        const { chat, fillInMiddle, logprobs, logprobsNote, reasoning, contextTokens } =
          await found(model);
        assert.deepEqual(
          { chat, fillInMiddle, logprobs, logprobsNote, reasoning, contextTokens },
          {
            chat: true,
            fillInMiddle: true,
            logprobs: 3,
            logprobsNote: undefined,
            reasoning: true,
            contextTokens: 4096,
          },
        );
      },
      { ...scripted, model: 'big' },
    );
  });

  it('does not take a suffix for read that the server passes over', async () => {
    await withRemote(
      ({ path }) =>
        path === '/completions'
          ? { text: '1', usage: { prompt_tokens: 3, completion_tokens: 1 } }
          : { text: 'x' },
      async (model) => {
        assert.equal((await found(model)).fillInMiddle, false);
        const prompt = { kind: 'infill', prefix: 'a', suffix: 'b' } as const;
        for await (const event of model.generate(prompt, { maxTokens: 1, temperature: 0 })) {
          assert.ok(event.kind === 'done');
          assert.equal(event.failure?.code, 'no-infill');
        }
      },
      scripted,
    );
  });

  it('finds numbers that come after the sampler', async () => {
    const certain = { text: 'x', logprobs: { content: [{ token: 'x', logprob: 0 }] } };
    await withRemote(
      () => ({ pieces: [certain, certain, certain, certain] }),
      async (model) => {
        const { logprobs, logprobsNote } = await found(model);
        assert.equal(logprobs, 0);
        assert.match(logprobsNote ?? '', /after temperature/);
      },
      scripted,
    );
  });

  it('finds a server of plain completions, and fills in the middle there', async () => {
    const logprobs = { tokens: [' 1'], token_logprobs: [-0.2], top_logprobs: [{ ' 1': -0.2 }] };
    const usage = { prompt_tokens: 50, completion_tokens: 1 };
    await withRemote(
      ({ path }) =>
        path === '/completions'
          ? { pieces: [{ text: ' 1', logprobs }], usage }
          : { status: 400, error: { message: 'this model does not chat' } },
      async (model, server) => {
        const { chat: chats, fillInMiddle, logprobs } = await found(model);
        assert.deepEqual([chats, fillInMiddle, logprobs], [false, true, 1]);
        assert.equal((await chat(model)).done.failure?.code, 'no-chat');
        const parts = { context: '# other\n', prefix: 'a =', suffix: '\nb = 2', begin: ' ' };
        let text = '';
        const options = { maxTokens: 5, temperature: 0, alternatives: 3 };
        for await (const event of model.generate({ kind: 'infill', ...parts }, options)) {
          if (event.kind === 'token') text += event.text;
        }
        assert.equal(text, ' 1');
        const { prompt, suffix, logprobs: asked, max_tokens } = server.requests.at(-1)!.body;
        assert.deepEqual([prompt, suffix, asked, max_tokens], ['# other\na = ', '\nb = 2', 3, 5]);
      },
      scripted,
    );
  });

  const sentences: Record<string, (name: string) => object> = {
    'in a field': (name) => ({ message: 'Unsupported.', param: name }),
    'in words': (name) => ({ message: `Unrecognized request argument supplied: ${name}` }),
    'by silence': () => ({ message: 'Bad request.' }),
  };
  for (const [way, sentence] of Object.entries(sentences)) {
    it(`does without what the server refuses ${way}`, async () => {
      const refused = ['seed', 'stream_options', 'logprobs', 'temperature'];
      await withRemote(
        refusing(refused, sentence),
        async (model, server) => {
          assert.equal((await found(model)).seed, false);
          const before = server.requests.length;
          assert.equal((await chat(model, { seed: 3, alternatives: 5 })).answer, 'x');
          assert.equal(server.requests.length, before + 1, 'what is learnt is kept');
        },
        scripted,
      );
    });
  }

  it('learns the other name of the limit', async () => {
    await withRemote(
      refusing(['max_tokens'], (name) => ({
        message: `'${name}' is not supported with this model. Use 'max_completion_tokens' instead.`,
      })),
      async (model, server) => {
        assert.equal((await chat(model, { maxTokens: 7 })).answer, 'x');
        assert.equal(server.requests.at(-1)!.body['max_completion_tokens'], 7);
      },
      scripted,
    );
  });

  it('asks for fewer alternatives where the server gives only some', async () => {
    const respond: Respond = ({ body }) =>
      Number(body['top_logprobs'] ?? 0) > 5
        ? { status: 400, error: { message: 'top_logprobs must be at most 5' } }
        : { text: 'x' };
    await withRemote(
      respond,
      async (model, server) => {
        await chat(model, { alternatives: 8 });
        assert.equal(server.requests.at(-1)!.body['top_logprobs'], 5);
      },
      scripted,
    );
  });
});
