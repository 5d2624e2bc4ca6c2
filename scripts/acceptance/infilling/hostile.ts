import type { Random } from '../../../src/base/random.ts';

/** A file and a cursor that no editor should be troubled by. */
export interface HostileDocument {
  readonly bytes: Buffer;
  readonly offset: number;
  readonly extension: string;
}

const extensions = ['.ts', '.py', '.js', '.rs', '.go', '.java', '.txt', '', '.tsx'];

/** What the named ones are made of, then drawn ones. */
export function hostileDocuments(random: Random): HostileDocument[] {
  const document = (text: string, offset: number, extension = '.js') => ({
    bytes: Buffer.from(text),
    offset,
    extension,
  });
  const code = 'function f(a) {\n  return a;\n}\n';
  const named = [
    document('', 0),
    document('', 1_000_000),
    document(code, 2 ** 40),
    document(code.replaceAll('\n', '\r\n'), 18),
    document(code.replaceAll('\n', '\r'), 18),
    document(code.replaceAll('  ', '\t'), 17),
    document(`\ufeff${code}`, 25),
    document('x = "'.padEnd(100_000, 'a'), 50_000, '.py'),
    document('line();\n'.repeat(640_000), 2_500_000),
    document('a'.repeat(5_000_000), 2_500_000),
    document('(['.repeat(20_000), 40_000),
    document('{\n'.repeat(5_000), 10_000),
    document('if a:\n'.repeat(3_000), 18_000, '.py'),
    document('"""'.repeat(4_001), 12_003, '.py'),
    document('\n'.repeat(50_000), 25_000),
    document('\u{1f600}'.repeat(500), 501),
    document('e\u0301'.repeat(700), 700),
    document('\u202eevil\u202c = ', 7),
    document('\0\0\0\0', 2),
    document('a\0b = ', 6),
    document('<|fim_suffix|><|fim_prefix|><|endoftext|>', 14),
    document('<|endoftext|>'.repeat(300), 3_900, '.py'),
    document('x = <PRE> <SUF> <MID>', 4),
    document('`${`${`${', 9),
    document('/* never closed', 15),
    document('// '.padEnd(1_900, '/'), 1_900),
    document('=======\n<<<<<<< HEAD\n>>>>>>> x\n', 20),
    document(' '.repeat(1_999), 1_000),
    document('\u2028\u2029\u0085\v\f', 3),
    document('中文注释 = '.repeat(100), 600),
  ];
  const binary = Array.from({ length: 45 }, () => ({
    bytes: Buffer.from(Array.from({ length: 2_000 }, () => Math.floor(random() * 256))),
    offset: Math.floor(random() * 1_000),
    extension: pick(extensions, random),
  }));
  const surrogates = Array.from({ length: 20 }, () => ({
    bytes: Buffer.from('a = "\u{1f600}\u{10ffff}\u{1f468}\u200d\u{1f469}" + '.repeat(20)),
    offset: Math.floor(random() * 300),
    extension: pick(extensions, random),
  }));
  const soup = Array.from({ length: 40 }, () => {
    const text = Array.from({ length: 400 }, () => pick(signs, random)).join('');
    return document(text, Math.floor(random() * text.length), pick(extensions, random));
  });
  return [...named, ...binary, ...surrogates, ...soup];
}

const signs = [
  ...Array.from('(){}[]"\'`\\/#;:,.=<>\n\t\r |&'),
  'if',
  'def',
  'return ',
  '    ',
  '\r\n',
  '${',
  '"""',
];

function pick<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random() * items.length)] as T;
}

const event = (more: object) =>
  JSON.stringify({ file: 'x.js', offset: 0, insert: 'a', delete: 0, atMs: 0, ...more });

/** Session files that are amiss. */
export const hostileLines: readonly string[] = [
  '',
  '\n\n',
  'no json',
  '{',
  '[]',
  'null',
  '{"file":1}',
  event({ offset: -1 }),
  event({ offset: 1.5 }),
  event({ offset: 1e300 }),
  event({ delete: -5 }),
  event({ insert: null }),
  event({ atMs: 'now' }),
  event({ accept: 'everything' }),
  event({ file: '' }),
  event({ file: 'missing.js' }),
  event({ file: '/etc/shadow-of-nothing' }),
  event({ file: '../../../../etc/passwd' }),
  event({ file: '.' }),
  event({ file: '\0' }),
  event({ file: '.env' }),
  `${event({ file: 'missing.js' })}\n${event({})}`,
  '{"file":"x.js","offset":0,"insert":"\\ud800","delete":0,"atMs":0}',
  '\0'.repeat(100),
  '{"a":'.repeat(10_000),
];

const chunk = (text: unknown) =>
  `data: ${JSON.stringify({ id: 'x', object: 'text_completion', choices: [{ index: 0, text, finish_reason: null }] })}\n\n`;
const done = 'data: [DONE]\n\n';

/** What a server may answer; the last chunk is repeated for ever. */
export function hostileAnswers(): { readonly chunks: readonly string[] }[] {
  const endless = ['a', ' ', 'x;\n', '\0', '<|endoftext|>', '\u{1f600}', '```', 'foo(bar)'];
  const once = [
    'a\0b',
    '\ud83d',
    '\ufffd\ufffd',
    '<|fim_middle|>rest',
    'x'.repeat(200_000),
    '\n'.repeat(10_000),
    '\u001b[31mred',
    '\u202etxt',
    '```js\na\n```',
    'Sure! Here is the code:\n```\nx\n```',
    '',
    '   ',
    '\r\r\r',
    '\b\b\b\b',
    '/*'.repeat(3_000),
    '}'.repeat(500),
    'const a = const a = const a = ',
    '<think>hm</think>x',
    '\u0000\u0001\u0002',
    ';',
  ];
  const broken = [
    ['data: {"choices":[]}\n\n', done],
    ['data: {"choices":null}\n\n', done],
    ['data: not json\n\n', done],
    ['data: {"error":{"message":"no"}}\n\n', done],
    ['event: x\n\n', done],
    [chunk(5), done],
    [chunk(null), done],
    [chunk({ a: 1 }), done],
    ['data: []\n\n', done],
    ['<html></html>', done],
    [done],
    ['data: {"choices":[{"text":"a","logprobs":{"tokens":1}}]}\n\n', done],
  ];
  return [
    ...endless.map((text) => ({ chunks: [chunk(text)] })),
    ...once.map((text) => ({ chunks: [chunk(text), done] })),
    ...broken.map((chunks) => ({ chunks })),
  ];
}
