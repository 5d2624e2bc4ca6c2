import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packagedManifest } from '../../../scripts/package/manifest.ts';

const rest = { dependencies: { 'node-llama-cpp': '^1.0.0', zod: '^4.0.0' }, capabilities: {} };

const contributed = (contributes: object) => {
  const { manifest, strings } = packagedManifest({ ...rest, contributes });
  return { contributes: manifest['contributes'], strings };
};

describe('the packaged manifest', () => {
  it('depends on the engine alone, and names no tools of ours', () => {
    const tools = { private: true, scripts: { test: 'x' }, devDependencies: { mocha: '1' } };
    const { manifest } = packagedManifest({ ...rest, ...tools, name: 'n', contributes: {} });
    assert.deepEqual(manifest, {
      name: 'n',
      l10n: './l10n',
      dependencies: { 'node-llama-cpp': '^1.0.0' },
      capabilities: {},
      contributes: {},
    });
  });

  it('has a key for each text of a person, by what the entry is called', () => {
    const commands = [{ command: 'a.b', title: 'Do It', category: 'A' }];
    assert.deepEqual(contributed({ commands }), {
      contributes: {
        commands: [{ command: 'a.b', title: '%commands.a.b.title%', category: 'A' }],
      },
      strings: { 'commands.a.b.title': 'Do It' },
    });
  });

  it('tells names that are shown from names that are not', () => {
    const views = { a: [{ id: 'a.v', name: 'View' }] };
    const languageModelTools = [
      { name: 'a_t', userDescription: 'Does', inputSchema: { description: 'for models' } },
    ];
    assert.deepEqual(contributed({ views, languageModelTools }).strings, {
      'views.a.a.v.name': 'View',
      'languageModelTools.a_t.userDescription': 'Does',
    });
  });

  it('leaves no text of package.json without a key, and loses none', () => {
    const file = path.resolve(import.meta.dirname, '../../../package.json');
    const own = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const { manifest, strings } = packagedManifest(own);
    const back = JSON.stringify(manifest['contributes']).replaceAll(/"%([^%"]+)%"/g, (_, key) =>
      JSON.stringify(strings[String(key)]),
    );
    assert.deepEqual(JSON.parse(back), own['contributes']);
    // What a schema says is read by models.
    const shown = JSON.stringify(manifest['contributes'], (key, value: unknown) =>
      key === 'inputSchema' ? undefined : value,
    );
    const bare = /"(?:title|description|markdownDescription|label)":"(?!%)[^"]/;
    assert.doesNotMatch(shown, bare);
  });
});
