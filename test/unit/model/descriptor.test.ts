import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Descriptor,
  describeModel,
  familyTokens,
  type GgufFacts,
  parseDescriptor,
} from '../../../src/model/descriptor.ts';

const root = path.resolve(import.meta.dirname, '../../..');

const bare: GgufFacts = {
  names: ['Some model'],
  trainContextTokens: 4096,
  chatTemplate: false,
  reasoning: false,
  fimTokens: { prefix: null, suffix: null, middle: null },
  vocabulary: [],
};

const described: Descriptor = {
  chat: false,
  fim: { order: 'spm', tokens: { prefix: '<p>', suffix: '<s>', end: '<e>' } },
  contextTokens: 1024,
  exits: [],
  licence: 'MIT',
  source: 'here',
};

describe('describeModel', () => {
  it('lets the descriptor win over the file', () => {
    const facts = {
      ...bare,
      chatTemplate: true,
      fimTokens: { prefix: '<a>', suffix: '<b>', middle: '<c>' },
    };
    const model = describeModel(described, facts);
    assert.equal(model.chat, false);
    assert.deepEqual(model.fim, described.fim);
    assert.equal(model.contextTokens, 1024);
    assert.equal(model.licence, 'MIT');
  });

  it('never promises more context than the model was trained on', () => {
    assert.equal(describeModel({ ...described, contextTokens: 9000 }, bare).contextTokens, 4096);
  });

  it('takes the chat template as chat where no descriptor speaks', () => {
    assert.equal(describeModel(null, { ...bare, chatTemplate: true }).chat, true);
    assert.equal(describeModel(null, bare).chat, false);
  });

  it('reads suffix first from metadata without a middle token', () => {
    const fimTokens = { prefix: '<a>', suffix: '<b>', middle: null };
    const fim = describeModel(null, { ...bare, fimTokens }).fim;
    assert.deepEqual(fim, { order: 'spm', tokens: { prefix: '<a>', suffix: '<b>' } });
  });

  it('reads prefix first from metadata with a middle token', () => {
    const fimTokens = { prefix: '<a>', suffix: '<b>', middle: '<c>' };
    assert.equal(describeModel(null, { ...bare, fimTokens }).fim?.order, 'psm');
  });

  const families: [name: string, order: string, prefix: string][] = [
    ['Qwen2.5 Coder 1.5B', 'psm', '<|fim_prefix|>'],
    ['starcoder2-3b', 'psm', '<fim_prefix>'],
    ['codellama_codellama-7b-hf', 'psm', '▁<PRE>'],
    ['deepseek-coder-1.3b-base', 'psm', '<｜fim▁begin｜>'],
    ['Codestral-22B-v0.1', 'spm', '[PREFIX]'],
  ];
  for (const [name, order, prefix] of families) {
    it(`knows the family of ${name}, given its tokens`, () => {
      const fim = describeModel(null, {
        ...bare,
        names: [name],
        vocabulary: [...familyTokens],
      }).fim;
      assert.equal(fim?.order, order);
      assert.equal(fim.tokens.prefix, prefix);
      assert.equal(describeModel(null, { ...bare, names: [name] }).fim, null);
    });
  }

  it('does not take tokens alone for a family', () => {
    assert.equal(describeModel(null, { ...bare, vocabulary: [...familyTokens] }).fim, null);
  });
});

describe('parseDescriptor', () => {
  const files = [
    'media/models/smollm2-135m-fim.q4_0.json',
    'test/fixtures/models/pico-8l.q8_0.json',
  ];
  for (const file of files) {
    it(`reads ${file}`, () => {
      const descriptor = parseDescriptor(file, readFileSync(path.join(root, file), 'utf8'));
      assert.ok(!('code' in descriptor));
      assert.equal(descriptor.chat, false);
      assert.equal(descriptor.fim?.order, 'spm');
    });
  }

  const bad: [string, string, RegExp][] = [
    ['no JSON', '{', /not JSON/],
    ['no chat', '{}', /chat/],
    [
      'prefix first without a middle token',
      '{"chat":false,"fim":{"order":"psm","tokens":{"prefix":"a","suffix":"b"}}}',
      /fim: the order psm needs a middle token/,
    ],
    ['a context of zero', '{"chat":true,"contextTokens":0}', /contextTokens/],
  ];
  for (const [what, text, why] of bad) {
    it(`refuses ${what}`, () => {
      const failure = parseDescriptor('m.json', text);
      assert.ok('code' in failure);
      assert.equal(failure.code, 'bad-descriptor');
      assert.match(failure.why, why);
    });
  }
});
