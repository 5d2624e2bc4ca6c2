import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ToPanel } from '../../../../src/panel/protocol.ts';
import { emptyState, reduce } from '../../../../src/panel/state.ts';
import type { TraceEvent } from '../../../../src/trace/events.ts';
import { Live } from '../../../../src/vscode/panel/live.ts';
import { Session } from '../../../../src/vscode/panel/session.ts';
import { begin, ended, judged, stamped, start } from '../../trace/events.ts';

const events = stamped([
  [0, start],
  [1, begin(1)],
  [2, judged(1, {})],
  [3, ended({ outcome: 'solved', sample: 1 })],
]);

/** A session whose panel keeps all messages, over runs that hold these events. */
function sessionOver(kept: Readonly<Record<string, readonly TraceEvent[]>>) {
  const messages: ToPanel[] = [];
  const taken: unknown[] = [];
  const complaints: string[] = [];
  const live = new Live();
  const take = (...what: unknown[]) => {
    taken.push(what);
    return Promise.resolve();
  };
  const session = new Session({
    post: (message) => Promise.resolve(messages.push(message)),
    live,
    strings: {},
    suggestions: () => Promise.resolve([]),
    list: () =>
      Promise.resolve(
        Object.keys(kept).map((run) => ({
          ...{ run, at: 0, title: run, outcome: 'solved' as const, live: false },
        })),
      ),
    // eslint-disable-next-line @typescript-eslint/require-await
    read: async function* (run) {
      yield* kept[run] ?? assert.fail('no such run');
    },
    exportRun: (run) => take('export', run),
    steps: (view) => (view.end ? [{ label: 'Apply', primary: true }] : []),
    take: (run, _, index) => take('step', run, index),
    answer: (run, _, answer) => take('answer', run, answer),
    solve: () => Promise.reject(new Error('no editor')),
    complain: (why) => {
      complaints.push(why);
    },
  });
  return { session, live, taken, messages, complaints, state: () => reduce(emptyState, messages) };
}

const named = (run: string) => events.map((event) => ({ ...event, run }));

describe('a panel’s session', () => {
  it('shows the newest run, with what can be done about it', async () => {
    const { session, state } = sessionOver({ a: named('a'), b: named('b') });
    await session.receive({ type: 'ready', run: null });
    const { run, view, loading, steps, runs } = state();
    assert.deepEqual([run, loading, runs.length], ['a', false, 2]);
    assert.equal(view.end?.outcome, 'solved');
    assert.deepEqual(steps, [{ label: 'Apply', primary: true }]);
  });

  it('shows what was shown before, while that is kept', async () => {
    const { session, state } = sessionOver({ a: named('a'), b: named('b') });
    await session.receive({ type: 'ready', run: 'b' });
    assert.equal(state().run, 'b');
    await session.receive({ type: 'ready', run: 'gone' });
    assert.equal(state().run, 'a');
  });

  it('turns to a run that begins, and follows it to its end', async () => {
    const { session, live, state } = sessionOver({ a: named('a') });
    await session.receive({ type: 'ready', run: null });
    for (const event of named('b').slice(0, 3)) live.hear(event);
    await sleep(60);
    assert.deepEqual([state().run, state().live], ['b', true]);
    assert.equal(state().view.samples[0]?.verdict, 'pass');
    live.hear(named('b')[3]!);
    assert.equal(state().live, false);
    assert.equal(state().steps.length, 1);
  });

  it('shows a run that was under way before the panel was there', async () => {
    const { session, live, state } = sessionOver({ a: named('a') });
    for (const event of named('b').slice(0, 2)) live.hear(event);
    await session.receive({ type: 'ready', run: 'a' });
    assert.deepEqual([state().run, state().live], ['b', true]);
  });

  it('does what is asked of the shown run, and nothing about another', async () => {
    const { session, taken } = sessionOver({ a: named('a') });
    await session.receive({ type: 'ready', run: null });
    await session.receive({ type: 'step', run: 'a', index: 0 });
    await session.receive({ type: 'answer', run: 'a', answer: 'A' });
    await session.receive({ type: 'step', run: 'b', index: 0 });
    await session.receive({ type: 'export', run: 'b' });
    assert.deepEqual(taken, [
      ['step', 'a', 0],
      ['answer', 'a', 'A'],
    ]);
  });

  it('shows a run once, though it is opened twice', async () => {
    const { session, state } = sessionOver({ a: named('a') });
    const open = { type: 'open', run: 'a' };
    await Promise.all([session.receive(open), session.receive(open)]);
    assert.equal(state().view.samples.length, 1);
    assert.equal(state().view.samples[0]?.tests.length, 0);
    assert.equal(state().loading, false);
  });

  it('says why a run cannot be read', async () => {
    const { session, state } = sessionOver({ a: named('a') });
    await session.receive({ type: 'open', run: 'b' });
    assert.match(state().unreadable ?? '', /no such run/);
  });

  it('keeps the run on the screen where something else goes wrong', async () => {
    const { session, complaints, state } = sessionOver({ a: named('a') });
    await session.receive({ type: 'ready', run: null });
    await session.receive({ type: 'solve' });
    assert.deepEqual([state().run, state().unreadable, complaints], ['a', null, ['no editor']]);
  });

  it('says of no other run that it cannot be read', async () => {
    const { session, state } = sessionOver({ a: named('a') });
    const failing = session.receive({ type: 'open', run: 'b' });
    await Promise.all([failing, session.receive({ type: 'open', run: 'a' })]);
    assert.deepEqual([state().run, state().unreadable], ['a', null]);
  });

  it('is silent once its panel is gone', async () => {
    const { session, live, messages } = sessionOver({ a: named('a') });
    session.dispose();
    for (const event of named('b')) live.hear(event);
    await sleep(40);
    assert.deepEqual(messages, []);
  });
});
