import assert from 'node:assert/strict';
import path from 'node:path';
import { neverAborted } from '../../../src/base/abort.ts';
import { Syntax } from '../../../src/base/syntax.ts';
import { type Candidate, Desk } from '../../../src/solve/propose/desk.ts';

const [first, second] = [{}, {}];
const syntax = new Syntax(path.resolve('dist/grammars'));

function candidate(place: object, after: string, strategy = 'line'): Candidate {
  return { place, strategy, written: after, path: 'a.txt', before: '', after, logprob: null };
}

async function taken(desk: Desk): Promise<Candidate[]> {
  const all: Candidate[] = [];
  for (let next = await desk.take(neverAborted); next; next = await desk.take(neverAborted)) {
    all.push(next);
  }
  return all;
}

describe('what is handed over next', () => {
  it('is ranked by the best of the ways in which a text was found, whichever came first', async () => {
    for (const scores of [
      [-5, -1],
      [-1, -5],
    ]) {
      const desk = new Desk(syntax, () => 0);
      await Promise.all(
        scores.map((score) => desk.keep(candidate(first, 'twice', String(score)), score)),
      );
      await desk.keep(candidate(second, 'once'), -3);
      const order = (await taken(desk)).map(({ after, strategy }) => `${after} ${strategy}`);
      assert.deepEqual(order, ['twice -1', 'once line']);
    }
  });

  it('does not come twice, however well it is found later', async () => {
    const desk = new Desk(syntax, () => 0);
    await desk.keep(candidate(first, 'text'), -3);
    assert.equal((await taken(desk)).length, 1);
    await desk.keep(candidate(first, 'text'), -1);
    assert.deepEqual(await taken(desk), []);
  });

  it('comes from another statement where one was tried again and again', async () => {
    const desk = new Desk(syntax, () => 0);
    for (const [n, score] of [-1, -1.1, -1.2, -1.3].entries()) {
      await desk.keep(candidate(first, `variant ${n}`), score);
    }
    await desk.keep(candidate(second, 'other'), -2);
    const order = (await taken(desk)).map(({ after }) => after);
    assert.equal(order.indexOf('other'), 3);
  });
});
