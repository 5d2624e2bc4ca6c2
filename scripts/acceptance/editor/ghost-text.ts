import assert from 'node:assert/strict';
import {
  atEndOf,
  blocks,
  eager,
  firstGhostLine,
  ghostText,
  outcomes,
  savedAs,
  sums,
  typed,
} from './ghost.ts';
import { on, type Scenario } from './scene.ts';

const files = {
  'all.py': sums,
  'word.py': sums,
  'line.py': sums,
  'block.py': blocks,
  'along.py': sums,
  'other.py': sums,
};

/** Takes a suggestion in every way that there is: each leaves its own outcome in the record. */
const taken = on({ answers: 'bundled', files, settings: eager }, async (stage) => {
  const { bench } = stage;
  const { keyboard } = bench.page;

  await atEndOf(stage, 'all.py');
  const all = await typed(stage, ' ');
  await bench.shot('ghost-1-shown');
  await keyboard.press('Tab');
  await savedAs(stage, 'all.py', `${sums} ${all}`);
  assert.deepEqual(await outcomes(stage, 1), ['accepted']);

  await atEndOf(stage, 'word.py');
  const whole = await typed(stage, ' ');
  await keyboard.press('Control+ArrowRight');
  const rest = await ghostText(stage);
  await bench.shot('ghost-2-word');
  const word = whole.slice(0, -rest.length);
  assert.match(word, /^\w+$/);
  await savedAs(stage, 'word.py', `${sums} ${word}`);
  assert.deepEqual(await outcomes(stage, 2), ['accepted', 'partly']);

  await atEndOf(stage, 'line.py');
  const line = await typed(stage, ' ');
  await keyboard.press('Alt+Enter');
  await savedAs(stage, 'line.py', `${sums} ${line}`);
  assert.deepEqual(await outcomes(stage, 3), ['accepted', 'partly', 'accepted']);

  return { all, word, line };
});

/** Takes the first line of a block. */
const firstLine = on({ answers: 'bundled', files, settings: eager }, async (stage) => {
  const { bench } = stage;
  await atEndOf(stage, 'block.py');
  const block = await typed(stage, '\n');
  await bench.shot('ghost-3-block');
  const line = await firstGhostLine(stage);
  assert.ok(line !== '' && line.length < block.length, block);
  await bench.page.keyboard.press('Alt+Enter');
  await bench.shot('ghost-4-line');
  await savedAs(stage, 'block.py', `${blocks}\n    ${line}\n`);
  assert.deepEqual(await outcomes(stage, 1), ['partly']);
  return { block, line };
});

/** Types a suggestion through, and something else than it says. */
const typedOver = on({ answers: 'bundled', files, settings: eager }, async (stage) => {
  const { keyboard } = stage.bench.page;
  await atEndOf(stage, 'along.py');
  const along = await typed(stage, ' ');
  await keyboard.type(along, { delay: 100 });
  await savedAs(stage, 'along.py', `${sums} ${along}`);
  assert.deepEqual(await outcomes(stage, 1), ['typed']);

  await atEndOf(stage, 'other.py');
  await typed(stage, ' ');
  await keyboard.type('0 * ', { delay: 100 });
  assert.deepEqual(await outcomes(stage, 2), ['typed', 'rejected']);
  return { along };
});

/** Asked for by hand there may be another one to go on to. */
const cycled = on({ answers: 'bundled', files, settings: eager }, async (stage) => {
  const { bench } = stage;
  await atEndOf(stage, 'all.py');
  const first = await typed(stage, ' ');
  await bench.page.keyboard.press('Alt+]');
  const second = await ghostText(stage);
  await bench.shot('ghost-5-second');
  assert.notEqual(second, first);
  await bench.page.keyboard.press('Tab');
  await savedAs(stage, 'all.py', `${sums} ${second}`);
  return { first, second };
});

/** Suggestions as one types, and what can be done with them. */
export const ghostScenarios: Readonly<Record<string, Scenario>> = {
  'ghost-taken': taken,
  'ghost-first-line': firstLine,
  'ghost-typed-over': typedOver,
  'ghost-cycled': cycled,
};
