import assert from 'node:assert/strict';
import path from 'node:path';
import { neverAborted } from '../../../src/base/abort.ts';
import { Syntax } from '../../../src/base/syntax.ts';
import type { Sample } from '../../../src/solve/board.ts';
import { ChatProposer } from '../../../src/solve/propose/chat.ts';
import { Strategies } from '../../../src/solve/propose/chat-strategies.ts';
import type { Draft, Stop } from '../../../src/solve/propose/proposer.ts';
import { withRemote } from '../../support/remote.ts';
import type { Answer } from '../../support/replay-server.ts';

const wrong = 'def add(a, b):\n    return a - b\n';
const tried = 'def add(a, b):\n    return a * b\n';

/** A sample that ran and failed. */
const failed: Sample = {
  id: 1,
  round: 1,
  strategy: 'greedy',
  model: 'm',
  listed: false,
  tokens: 1,
  thinkingTokens: 0,
  ms: 1,
  verdict: 'fail',
  code: 'tests-fail',
  why: '1 of 2 expected tests do not pass.',
  patch: [{ path: 'calc.py', before: wrong, after: tried }],
  patchHash: 'x',
  logprob: null,
  judgement: null,
  same: null,
};

describe('Strategies', () => {
  it('are all different until the table is used up, greedy first', () => {
    const order = new Strategies();
    const names = Array.from({ length: 12 }, () => order.next(undefined).name);
    assert.equal(names[0], 'greedy');
    assert.equal(new Set(names.slice(0, 10)).size, 10);
    assert.equal(names[10], names[1]);
    // A run's table has room for this many characters.
    for (const name of names) assert.ok(name.length <= 20, name);
  });

  it('go on from the best sample every second time, and state which it was', () => {
    const order = new Strategies();
    const drawn = [undefined, 1, 1, 3, 3].map((best) => order.next(best));
    assert.deepEqual(
      drawn.map(({ name }) => name),
      ['greedy', "from 1's error", 'trace failing case', "from 3's error", 'minimal change'],
    );
    assert.deepEqual(
      drawn.map(({ continues }) => continues),
      [false, true, false, true, false],
    );
  });
});

describe('ChatProposer', () => {
  const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../dist/grammars'));

  it('asks each sample by its strategy', async () => {
    const begun: string[] = [];
    const drafts: Draft[] = [];
    const respond = () => ({ text: `calc.py\n\`\`\`\n${wrong.replace('-', '+')}\`\`\`\n` });
    await withRemote(
      respond,
      async (model, { requests }) => {
        const capabilities = await model.capabilities(neverAborted);
        assert.ok(!('code' in capabilities));
        const source = { path: 'calc.py', text: wrong };
        const proposer = new ChatProposer({
          model,
          capabilities,
          brief: Promise.resolve({ goal: null, failures: [], sources: [source], tests: [] }),
          read: () => Promise.resolve(null),
          syntax,
          seed: 0,
        });
        const ground = {
          begin: ({ strategy }: { strategy: string }) =>
            begun.length === 3
              ? null
              : { id: begun.push(strategy), token: () => undefined, stopped: () => undefined },
          tokensLeft: () => Infinity,
          spend: () => undefined,
          best: () => failed,
          submit: (_: unknown, draft: Draft) => {
            drafts.push(draft);
            return Promise.resolve();
          },
        };
        assert.equal(await proposer.run(ground, neverAborted), null);
        const asked = requests
          .filter(({ probe, path: at }) => !probe && at === '/chat/completions')
          .map(({ body }) => ({
            temperature: body['temperature'],
            text: (body['messages'] as { content: string }[]).at(-1)?.content ?? '',
          }));
        assert.deepEqual(begun, ['greedy', "from 1's error", 'trace failing case']);
        assert.deepEqual(
          asked.map(({ temperature }) => temperature),
          [0, 0.8, 0.8],
        );
        assert.deepEqual(
          asked.map(({ text }) => text.includes('return a * b')),
          [false, true, false],
        );
        assert.deepEqual(
          asked.map(({ text }) => text.includes('How to go about it: Follow one failing test')),
          [false, false, true],
        );
      },
      { parallel: 1 },
    );
    assert.equal(drafts.length, 3);
    assert.equal(drafts[0]?.patch?.[0]?.after, wrong.replace('-', '+'));
  });

  /** The code of what cut one sample short; null where nothing did. */
  async function cutOf(answer: Answer, tokensLeft = Infinity): Promise<string | null> {
    let code: string | null = null;
    await withRemote(
      () => answer,
      async (model) => {
        const capabilities = await model.capabilities(neverAborted);
        assert.ok(!('code' in capabilities));
        const options = { model, capabilities, syntax, seed: 0, read: () => Promise.resolve(null) };
        const brief = { goal: null, failures: [], sources: [], tests: [] };
        let begun = 0;
        const ground = {
          begin: () => {
            const stopped = (stop: Stop) => {
              code = stop.code;
            };
            return begun++ === 0 ? { id: 1, token: () => undefined, stopped } : null;
          },
          tokensLeft: () => tokensLeft,
          spend: () => undefined,
          best: () => undefined,
          submit: () => Promise.resolve(),
        };
        await new ChatProposer({ ...options, brief: Promise.resolve(brief) }).run(
          ground,
          neverAborted,
        );
      },
      { parallel: 1 },
    );
    return code;
  }

  it('says what cut an answer short', async () => {
    const thought = { reasoning: 'so ' };
    assert.equal(await cutOf({ text: 'calc.py' }), null);
    assert.equal(await cutOf({ text: 'calc.py', finish: 'length' }), 'answer-budget');
    assert.equal(await cutOf({ text: 'calc.py', finish: 'length' }, 0), 'out-of-tokens');
    const pieces = Array.from({ length: 8200 }, () => thought);
    assert.equal(await cutOf({ pieces }), 'thinking-budget');
  });
});
