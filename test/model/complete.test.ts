import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Syntax } from '../../src/base/syntax.ts';
import type { Parts } from '../../src/complete/complete.ts';
import { Completer } from '../../src/complete/completer.ts';
import { readPrior } from '../../src/complete/weights.ts';
import { localModel } from '../../src/model/local.ts';
import type { Model, Prompt } from '../../src/model/model.ts';
import type { TraceBody } from '../../src/trace/events.ts';

const installRoot = path.resolve(import.meta.dirname, '../..');
const file = path.join(installRoot, 'test/fixtures/models/pico-8l.q8_0.gguf');
const notes = Array.from({ length: 30 }, (_, at) => `const part${at} = items[${at}];\n`).join('');
const code = `${notes}function total(items) {
  let sum = 0;
  for (const item of items) {
    sum += item.price;
  }
  console.
  return sum;
}
`;
const cursor = code.indexOf('console.') + 'console.'.length;

describe('completing with a real model', () => {
  let pico: Model;
  let parts: Parts;
  let events: TraceBody[];

  before(async () => {
    pico = localModel({ name: 'local:pico', file, installRoot });
    parts = {
      team: { full: pico, shallow: null },
      head: null,
      prior: await readPrior(installRoot),
      syntax: new Syntax(path.join(installRoot, 'dist', 'grammars')),
      eagerness: 'eager',
      explore: null,
      emit: (event) => events.push(event),
      clock: () => performance.now(),
    };
  });
  beforeEach(() => {
    events = [];
  });
  // What one prepares while idle would take the places that the next test's needs.
  afterEach(async () => {
    for (const completer of completers.splice(0)) await completer.dispose();
  });
  after(() => pico.dispose());

  const completers: Completer[] = [];
  function open(more: Partial<Parts> = {}): Completer {
    const completer = new Completer({ ...parts, ...more });
    completers.push(completer);
    completer.open('a.js', code);
    return completer;
  }
  const kinds = () => events.map(({ kind }) => kind);

  async function until(holds: () => boolean): Promise<void> {
    const deadline = performance.now() + 10_000;
    while (!holds()) {
      assert.ok(performance.now() < deadline, kinds().join());
      await sleep(20);
    }
  }

  it('suggests, and says why', async () => {
    const { text, decision, evaluated, accept } = await open().suggest('a.js', cursor, true, null);
    assert.equal(decision, 'show');
    assert.ok(text.length > 2 && !text.includes('\n'), text);
    assert.ok(evaluated.full > 0 && evaluated.shallow === 0);
    assert.ok(accept > 0 && accept < 1);
    const told = ['complete.request', 'complete.stop', 'complete.tokens', 'complete.decision'];
    assert.deepEqual(kinds(), told);
  });

  it('evaluates nothing while a suggestion is typed', async () => {
    const completer = open();
    const first = await completer.suggest('a.js', cursor, true, null);
    const [typed = ''] = first.text;
    completer.edit('a.js', { offset: cursor, insert: typed, delete: 0 });
    const second = await completer.suggest('a.js', cursor + 1, false, null);
    assert.equal(second.text, first.text.slice(1));
    assert.deepEqual([second.code, second.evaluated.full], ['typed-along', 0]);
    assert.ok(kinds().includes('complete.feedback'));
  });

  it('says nothing of a suggestion that did not come onto the screen, and gives it again', async () => {
    const completer = open();
    const first = await completer.suggest('a.js', cursor, true, null);
    completer.unseen('a.js', cursor);
    assert.equal((await completer.suggest('a.js', cursor, true, null)).text, first.text);
    completer.unseen('a.js', cursor);
    completer.edit('a.js', { offset: cursor, insert: '~', delete: 0 });
    assert.ok(!kinds().includes('complete.feedback'));
  });

  it('draws another one for who asks for more', async () => {
    const completer = open();
    const { signal } = new AbortController();
    const first = await completer.suggest('a.js', cursor, true, null);
    const second = await completer.another('a.js', cursor, signal);
    assert.ok(second);
    assert.notEqual(second.text, first.text);
    assert.equal(await completer.another('a.js', cursor, AbortSignal.abort()), null);
  });

  it('lets a running suggestion go on while it is typed, and tells the first one off', async () => {
    const { text: whole } = await open().suggest('a.js', cursor, true, null);
    const [typed = ''] = whole;
    const completer = open();
    const first = completer.suggest('a.js', cursor, true, null);
    completer.edit('a.js', { offset: cursor, insert: typed, delete: 0 });
    const second = completer.suggest('a.js', cursor + 1, true, null);
    assert.equal((await first).code, 'superseded');
    assert.equal((await second).text, whole.slice(1));
    const requests = kinds().filter((kind) => kind === 'complete.request');
    assert.equal(requests.length, 2, 'one for each completer');
  });

  it('ends a suggestion that is not typed along', async () => {
    const completer = open();
    const first = completer.suggest('a.js', cursor, true, null);
    completer.edit('a.js', { offset: 0, insert: '// note\n', delete: 0 });
    const second = completer.suggest('a.js', cursor + '// note\n'.length, true, null);
    assert.equal((await first).code, 'superseded');
    assert.equal((await second).decision, 'show');
  });

  it('evaluates a few tokens for a typed character, not the prompt', async () => {
    const completer = open();
    // Other names: no other test has left this prompt in the cache.
    completer.open('b.js', code.replaceAll('part', 'slot'));
    const cold = await completer.suggest('b.js', cursor, true, null);
    completer.edit('b.js', { offset: cursor, insert: '~', delete: 0 });
    const warm = await completer.suggest('b.js', cursor + 1, true, null);
    assert.ok(cold.evaluated.full > 150, `${cold.evaluated.full}`);
    assert.ok(warm.evaluated.full < 60, `${warm.evaluated.full}`);
  });

  it('writes the next line while this one is typed', async () => {
    const completer = open({ eagerness: null });
    const { text, whole } = await completer.suggest('a.js', cursor, false, null);
    assert.ok(whole && text.length > 1, text);
    const end = cursor + text.length;
    completer.edit('a.js', { offset: cursor, insert: text, delete: 0 });
    const { code: done } = await completer.suggest('a.js', end, false, null);
    assert.equal(done, 'line-done');
    completer.edit('a.js', { offset: end, insert: '\n', delete: 0 });
    const next = await completer.suggest('a.js', end + 1, false, null);
    assert.notEqual(next.code, 'superseded');
    assert.ok(next.evaluated.full > 0);
    const requests = events.filter(({ kind }) => kind === 'complete.request');
    assert.equal(requests.length, 2, 'it was not asked for again');
  });

  it('drops the next line where something else is typed, and says what it cost', async () => {
    const completer = open({ eagerness: null });
    await completer.suggest('a.js', cursor, false, null);
    completer.edit('a.js', { offset: cursor, insert: '~', delete: 0 });
    await completer.suggest('a.js', cursor + 1, false, null);
    await completer.dispose();
    assert.ok(kinds().includes('complete.unneeded'));
  });

  it('waits for a pause where the model is slow, and begins nothing before', async () => {
    let now = 0;
    const completer = open({ clock: () => (now += 5000) });
    await completer.suggest('a.js', cursor, true, null);
    events = [];
    completer.edit('a.js', { offset: cursor, insert: '~', delete: 0 });
    const overtaken = completer.suggest('a.js', cursor + 1, false, 100);
    completer.edit('a.js', { offset: cursor + 1, insert: '~', delete: 0 });
    const { code: why, evaluated } = await completer.suggest('a.js', cursor + 2, false, 100);
    assert.equal((await overtaken).code, 'superseded');
    assert.notEqual(why, 'superseded');
    assert.ok(evaluated.full > 0);
    assert.equal(kinds().filter((kind) => kind === 'complete.request').length, 1);
  });

  it('answers from the shallow model alone where it is sure', async () => {
    const shallow = { model: pico, layers: 4, threshold: 0 };
    const alone = await open().suggest('a.js', cursor, true, null);
    const { text, evaluated } = await open({ team: { full: pico, shallow } }).suggest(
      'a.js',
      cursor,
      true,
      null,
    );
    assert.equal(text, alone.text);
    assert.equal(evaluated.full, 0);
    assert.ok(evaluated.shallow > 0);
  });

  it('hands over to the whole model where the shallow one is unsure', async () => {
    const shallow = { model: pico, layers: 4, threshold: 0.5 };
    const alone = await open().suggest('a.js', cursor, true, null);
    events = [];
    const { text, evaluated } = await open({ team: { full: pico, shallow } }).suggest(
      'a.js',
      cursor,
      true,
      null,
    );
    assert.equal(text, alone.text, 'both are the same model');
    assert.ok(evaluated.full > 0 && evaluated.shallow > 0);
    assert.ok(kinds().includes('complete.exit'));
  });

  it('begins what it prepares while idle with code of other documents, and goes on from it', async () => {
    const shown: Prompt[] = [];
    let isPrepared = false;
    const watched: Model = {
      name: pico.name,
      capabilities: (signal) => pico.capabilities(signal),
      generate: (prompt, options, signal) => {
        shown.push(prompt);
        return pico.generate(prompt, options, signal);
      },
      prepare: async (prompt, signal) => {
        const done = await pico.prepare!(prompt, signal);
        isPrepared ||= done.whole && prompt.context !== undefined;
        return done;
      },
      dispose: () => Promise.resolve(),
    };
    const completer = open({ team: { full: watched, shallow: null } });
    const long = notes.repeat(4) + code;
    const at = long.length - code.length + cursor;
    completer.open('a.js', long);
    completer.open('price.js', 'function itemPrice(item, items) {\n  return item.price;\n}\n');
    await completer.suggest('a.js', at, true, null);
    await until(() => isPrepared);
    completer.edit('a.js', { offset: at, insert: '~', delete: 0 });
    const { evaluated } = await completer.suggest('a.js', at + 1, true, null);
    const [cold] = shown;
    const warm = shown.at(-1);
    assert.ok(cold?.kind === 'infill' && warm?.kind === 'infill');
    assert.equal(cold.context ?? '', '');
    assert.match(warm.context ?? '', /path: price\.js\nfunction itemPrice/);
    assert.ok(warm.prefix.length > cold.prefix.length);
    assert.ok(evaluated.full < 60, `${evaluated.full}`);
  });

  it('gives the reason where the model cannot be had', async () => {
    const missing = localModel({ name: 'local:none', file: '/nowhere/none.gguf', installRoot });
    const team = { full: missing, shallow: null };
    const {
      decision,
      code: why,
      failure,
    } = await open({ team }).suggest('a.js', cursor, false, null);
    assert.deepEqual([decision, why, failure?.code], ['none', 'model-missing', 'model-missing']);
  });
});
