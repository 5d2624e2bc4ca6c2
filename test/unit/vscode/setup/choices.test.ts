import assert from 'node:assert/strict';
import { type Known, rowsOf } from '../../../../src/vscode/setup/choices.ts';
import { type Looked, usualServers } from '../../../../src/vscode/setup/servers.ts';
import { t } from '../translate.ts';

const [ollama, studio, llama] = usualServers as [
  Looked['server'],
  Looked['server'],
  Looked['server'],
];
const gone = { code: 'unreachable', why: 'Nothing listens there.' };

/** The list as text: headings, and what each row says. */
function told(known: Partial<Known>): string[] {
  const nothing = { servers: null, editor: null, used: [] };
  return rowsOf({ ...nothing, ...known }, t).map((row) =>
    'heading' in row ? `# ${row.heading}` : `${row.label} — ${row.description}`,
  );
}

describe('rowsOf', () => {
  it('offers what needs no looking for at once', () => {
    assert.deepEqual(told({}), [
      '# Runs here',
      '$(package) The model that comes with Reckon — small, offline',
      '$(file-binary) A GGUF File… — runs without a server',
      '# Elsewhere',
      '$(globe) Any URL… — a server that speaks the OpenAI protocol',
    ]);
  });

  it('lists what servers serve, and says which do not answer', () => {
    const servers = [
      { server: ollama, found: { baseUrl: ollama.baseUrl, models: ['qwen3:8b', 'smol'] } },
      { server: studio, found: gone },
      { server: llama, found: gone },
    ];
    const used = ['remote:http://127.0.0.1:11434/v1#smol'];
    assert.deepEqual(told({ servers, used }).slice(3, 7), [
      '# Served on this machine',
      '$(server) qwen3:8b — Ollama',
      '$(server) smol — Ollama · in use',
      '$(refresh) Look Again — no answer: LM Studio, llama-server',
    ]);
  });

  it('leads on to servers that have no models yet or ask for a key', () => {
    const servers = [
      { server: ollama, found: { baseUrl: ollama.baseUrl, models: [] } },
      { server: studio, found: { code: 'wrong-key', why: '' } },
      { server: llama, found: { baseUrl: llama.baseUrl, models: ['m'] } },
    ];
    const rows = rowsOf({ servers, editor: null, used: [] }, t);
    const choices = rows.flatMap((row) => ('choice' in row ? [row.choice] : []));
    assert.deepEqual(choices.slice(2, 5), [
      { kind: 'server', baseUrl: ollama.baseUrl },
      { kind: 'server', baseUrl: studio.baseUrl },
      { kind: 'model', name: 'remote:http://127.0.0.1:8080/v1#m' },
    ]);
    assert.ok(!told({ servers }).some((row) => row.includes('Look Again')));
  });

  it('offers a family of the editor once, for Solve', () => {
    const editor = [
      { family: 'gpt-4o', name: 'GPT-4o', vendor: 'copilot' },
      { family: 'gpt-4o', name: 'GPT-4o again', vendor: 'other' },
      { family: 'nameless', name: '', vendor: 'other' },
    ];
    assert.deepEqual(told({ editor, used: ['bundled'] }).slice(1, 6), [
      '$(package) The model that comes with Reckon — small, offline · in use',
      '$(file-binary) A GGUF File… — runs without a server',
      '# Of the editor, for Solve',
      '$(comment) GPT-4o — copilot',
      '$(comment) nameless — other',
    ]);
  });
});
