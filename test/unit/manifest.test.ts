import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const repository = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(repository, file), 'utf8');

const support = z.object({ supported: z.boolean(), description: z.string().min(1) });
const described = z.object({ markdownDescription: z.string().min(1), default: z.unknown() });

/** What the editor reads of package.json, as far as the code must agree with it. */
const manifest = z
  .object({
    main: z.string(),
    icon: z.string(),
    extensionKind: z.array(z.string()),
    activationEvents: z.array(z.string()),
    engines: z.object({ vscode: z.string() }),
    devDependencies: z.record(z.string(), z.string()),
    capabilities: z.object({ untrustedWorkspaces: support, virtualWorkspaces: support }),
    contributes: z.object({
      commands: z.array(
        z.object({ command: z.string(), title: z.string(), category: z.literal('Reckon') }),
      ),
      configuration: z.array(z.object({ properties: z.record(z.string(), described) })),
    }),
  })
  .parse(JSON.parse(read('package.json')));

/** The text of the editor's shell. */
const shell = readdirSync(path.join(repository, 'src/vscode'), {
  encoding: 'utf8',
  recursive: true,
})
  .filter((file) => file.endsWith('.ts'))
  .map((file) => read(`src/vscode/${file}`))
  .concat(read('src/extension.ts'))
  .join('\n');

/** What the first group of the pattern matches in the shell, sorted. */
function named(pattern: RegExp): string[] {
  return [...new Set([...shell.matchAll(pattern)].map((match) => match[1]!))].sort();
}

/** Whose tests are found by syntax, as the editor calls them. */
const testLanguages = ['python', 'javascript', 'javascriptreact', 'typescript', 'go'];

describe('the manifest', () => {
  it('contributes exactly the commands that are registered', () => {
    const contributed = manifest.contributes.commands.map(({ command }) => command).sort();
    // Those that the shell calls itself begin with an underscore.
    assert.deepEqual(contributed, named(/\bregisterCommand\(\s*'([^_'][^']*)'/g));
    assert.ok(contributed.length > 0);
  });

  it('contributes exactly the settings that are read', () => {
    // Each reader of settings.ts takes the name first.
    const read = /\b(?:text|number|whole|milliseconds|settings\.get)\('([^']+)'/g;
    const settings = named(read).map((name) => `reckon.${name}`);
    const contributed = manifest.contributes.configuration.flatMap((group) =>
      Object.keys(group.properties),
    );
    assert.deepEqual(contributed.sort(), settings);
  });

  it('runs where the files are, and only where they are trusted', () => {
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    assert.deepEqual(
      [manifest.extensionKind, untrustedWorkspaces.supported, virtualWorkspaces.supported],
      [['workspace'], false, false],
    );
  });

  it('is woken by its commands, and by files of code alone', () => {
    const { activationEvents } = manifest;
    assert.deepEqual(
      activationEvents.filter((event) => !event.startsWith('onLanguage:')),
      [],
    );
    for (const language of testLanguages) {
      assert.ok(activationEvents.includes(`onLanguage:${language}`), language);
    }
  });

  it('uses no newer interface than the oldest editor has', () => {
    assert.equal(`^${manifest.devDependencies['@types/vscode']}.0`, manifest.engines.vscode);
  });

  it('names a program that the build makes', function () {
    if (!existsSync(path.join(repository, 'dist'))) {
      console.log('      skipped: dist is not built');
      this.skip();
    }
    assert.match(read(manifest.main), /\bactivate\b/);
  });

  it('has an icon of 128 by 128', () => {
    const png = readFileSync(path.join(repository, manifest.icon));
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [128, 128]);
  });
});
