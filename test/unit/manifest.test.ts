import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { solveInput, verifyInput } from '../../src/vscode/tools/input.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(repository, file), 'utf8');

const support = z.object({ supported: z.boolean(), description: z.string().min(1) });
/** A setting: described, in its place, and bounded where it is a number. */
const described = z
  .object({
    order: z.int(),
    markdownDescription: z.string().min(1),
    type: z.union([z.string(), z.array(z.string())]),
    default: z.unknown(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  })
  .refine(({ type, minimum, maximum }) => {
    const isNumber = [type].flat().some((name) => name === 'integer' || name === 'number');
    return !isNumber || (minimum !== undefined && maximum !== undefined);
  }, 'a number without a range');

/** A tool for the editor's agents. */
const tool = z.object({
  name: z.string().startsWith('reckon_'),
  displayName: z.string().min(1),
  userDescription: z.string().min(1),
  modelDescription: z.string().min(1),
  inputSchema: z.looseObject({ properties: z.record(z.string(), z.looseObject({})) }),
});

const step = z.object({
  description: z.string(),
  media: z.object({ svg: z.string(), altText: z.string().min(1) }),
  completionEvents: z.array(z.string()),
});

/** What the editor reads of package.json, as far as the code must agree with it. */
const manifest = z
  .looseObject({
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
      walkthroughs: z.array(z.object({ steps: z.array(step) })),
      configuration: z.array(
        z.object({ title: z.string().min(1), properties: z.record(z.string(), described) }),
      ),
      languageModelTools: z.array(tool),
    }),
  })
  .parse(JSON.parse(read('package.json')));

/** A schema of ours as JSON has it, without what only one side says. */
function asJson(schema: z.ZodType): unknown {
  const { $schema, ...rest } = z.toJSONSchema(schema);
  assert.ok($schema);
  return rest;
}

/** The same of a contributed one: descriptions are for models alone. */
function undescribed(schema: unknown): unknown {
  return JSON.parse(
    JSON.stringify(schema, (name, value: unknown) => (name === 'description' ? undefined : value)),
  );
}

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

  it('orders the settings of a group as it lists them', () => {
    for (const { title, properties } of manifest.contributes.configuration) {
      const orders = Object.values(properties).map(({ order }) => order);
      assert.deepEqual(
        orders,
        orders.map((_, index) => index + 1),
        title,
      );
    }
  });

  it('contributes exactly the tools that are registered, and what each takes', () => {
    const { languageModelTools } = manifest.contributes;
    const names = languageModelTools.map(({ name }) => name).sort();
    assert.deepEqual(names, named(/\bregister\('(reckon_\w+)'/g));
    for (const { name, inputSchema } of languageModelTools) {
      const ours = { reckon_solve: solveInput, reckon_verify: verifyInput }[name];
      assert.deepEqual(undescribed(inputSchema), ours && asJson(ours), name);
      for (const each of Object.values(inputSchema.properties)) assert.ok(each['description']);
    }
  });

  it('runs where the files are, and only where they are trusted', () => {
    // A program for browsers would have it offered where no test can run.
    assert.equal('browser' in manifest, false);
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    assert.deepEqual(
      [manifest.extensionKind, untrustedWorkspaces.supported, virtualWorkspaces.supported],
      [['workspace'], false, false],
    );
  });

  it('is woken by its commands, by files of code, and by a tab of its own that is opened again', () => {
    const { activationEvents } = manifest;
    // The editor knows the other ways by what is contributed.
    const [tab, ...others] = named(/\btabType = '([^']+)'/g);
    assert.deepEqual(
      [activationEvents.filter((event) => !event.startsWith('onLanguage:')), others],
      [[`onWebviewPanel:${tab ?? ''}`], []],
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

  it('leads through the set-up by pictures that are there and commands that are registered', () => {
    const registered = named(/\bregisterCommand\(\s*'([^']+)'/g);
    const steps = manifest.contributes.walkthroughs.flatMap(({ steps: all }) => all);
    assert.ok(steps.length >= 3);
    for (const { description, media } of steps) {
      assert.match(read(media.svg), /^<svg /);
      const called = [...description.matchAll(/\(command:([^)]+)\)/g)].map((match) => match[1]!);
      assert.ok(called.length > 0);
      for (const command of called) assert.ok(registered.includes(command), command);
    }
  });

  it('has an icon of 128 by 128', () => {
    const png = readFileSync(path.join(repository, manifest.icon));
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [128, 128]);
  });
});
