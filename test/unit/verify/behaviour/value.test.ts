import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import fc from 'fast-check';
import { canonicalText } from '../../../../src/verify/behaviour/outcome.ts';
import { isWhole, value, type Value } from '../../../../src/verify/behaviour/value.ts';
import { pythonValue } from './arbitrary.ts';

const folder = path.resolve(import.meta.dirname, '../../../../media/behaviour');

/** Evaluates Python code in which `encode`, `decode` and the JSON `given` are known. */
function python(code: string, given: unknown = null): unknown {
  const program = `import json, sys\nsys.path.insert(0, ${JSON.stringify(folder)})\nfrom values import encode, decode\ngiven = json.load(sys.stdin)\n${code}`;
  return JSON.parse(
    execFileSync('python3', ['-B', '-c', program], { input: JSON.stringify(given) }).toString(),
  );
}

const shown = (expression: string) =>
  value.parse(python(`print(json.dumps(encode(${expression}, drain=True)))`));

describe('values', () => {
  it('survive Python and back', () => {
    const values = fc.sample(pythonValue, { numRuns: 300, seed: 1 });
    const back = python('print(json.dumps([encode(decode(v)) for v in given]))', values);
    assert.deepEqual(
      (back as unknown[]).map((each) => canonicalText(value.parse(each))),
      values.map(canonicalText),
    );
  });

  it('tell Python types apart', () => {
    assert.deepEqual(shown('[1, 1.0, True, None, "a", (1,), b"\\x00", 2**60]'), {
      type: 'list',
      items: [
        1,
        { type: 'float', text: '1.0' },
        true,
        null,
        'a',
        { type: 'tuple', items: [1] },
        { type: 'bytes', base64: 'AA==' },
        { type: 'int', text: '1152921504606846976' },
      ],
    });
    assert.deepEqual(shown('{(1, 2): {3}, float("nan"): -0.0}'), {
      type: 'dict',
      entries: [
        [
          { type: 'tuple', items: [1, 2] },
          { type: 'set', items: [3] },
        ],
        [
          { type: 'float', text: 'nan' },
          { type: 'float', text: '-0.0' },
        ],
      ],
    });
    assert.deepEqual(shown('(x * x for x in range(3))'), { type: 'iterator', items: [0, 1, 4] });
  });

  it('call opaque what cannot be built again: functions, handles, cycles, too much', () => {
    const opaque: Value[] = [
      shown('print'),
      shown('open("/dev/null")'),
      shown('[1] * 10**6'),
      shown('(lambda a: (a.append(a), a)[1])([])'),
      shown('10**100000'),
    ];
    assert.ok(!opaque.some(isWhole), JSON.stringify(opaque));
    assert.ok(isWhole(shown('[[1], {"a": (2,)}]')));
  });

  it('build objects of importable classes again', () => {
    const code = `
import fractions, types, collections
class Box:
    def __init__(self, held): self.held = held
sys.modules["boxes"] = types.SimpleNamespace(Box=Box)
Box.__module__ = "boxes"
again = decode(encode(Box([1, 2])))
print(json.dumps([type(again) is Box, again.held, encode(Box(3))]))`;
    const fields = [['held', 3]];
    const instance = { type: 'instance', module: 'boxes', name: 'Box', fields };
    assert.deepEqual(python(code), [true, [1, 2], instance]);
  });

  it('refuse what no harness of ours would say', () => {
    const texts = ['1.5', '1e400', '{"type":"list"}', '{"type":"float","text":"x"}', '{"type":1}'];
    for (const text of texts) assert.equal(value.safeParse(JSON.parse(text)).success, false, text);
    assert.equal(value.safeParse({ type: 'int', text: '1; rm' }).success, false);
  });
});
