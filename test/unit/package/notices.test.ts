import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { engineNotices } from '../../../scripts/package/engine-notices.ts';
import { mitText } from '../../../scripts/package/licences.ts';
import { modelNotice } from '../../../scripts/package/model-notice.ts';
import {
  bundledPackages,
  formatNotices,
  grammarsIn,
  packageNotice,
  packedPackages,
} from '../../../scripts/package/notices.ts';
import { repository, resolvePackage, withDependencies } from '../../../scripts/package/stage.ts';

const notice = { name: 'a', version: '1.0.0', licence: 'MIT', text: 'As you like.' };

/** What a folder with these files says of its licence. */
async function noticeOf(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-notice-'));
  try {
    for (const [name, text] of Object.entries(files))
      await writeFile(path.join(folder, name), text);
    return await packageNotice(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('third-party notices', () => {
  it('name every package that may be packed, with a text', async () => {
    const { dependencies } = JSON.parse(
      readFileSync(path.join(repository, 'package.json'), 'utf8'),
    ) as { dependencies: Record<string, string> };
    const folders = new Set<string>();
    for (const name of Object.keys(dependencies)) {
      await withDependencies(resolvePackage(name, '.'), folders);
    }
    const notices = await Promise.all(
      [...folders].map((folder) => packageNotice(path.join(repository, folder))),
    );
    assert.ok(notices.length > Object.keys(dependencies).length);
    assert.doesNotThrow(() => formatNotices(notices));
  });

  it('name every grammar that is packed, with a text', function () {
    const folder = path.join(repository, 'dist/grammars');
    if (!existsSync(folder)) {
      console.log('      skipped: dist is not built');
      this.skip();
    }
    const grammars = grammarsIn(readdirSync(folder).map((name) => `dist/grammars/${name}`));
    assert.ok(grammars.includes('tree-sitter-typescript'));
    assert.deepEqual(
      grammars.filter((name) => mitText(name) === ''),
      [],
    );
  });

  it('name llama.cpp and what is built into it', async () => {
    const notices = await engineNotices(repository);
    const texts = new Map(notices.map(({ name, text }) => [name, text]));
    assert.match(texts.get('llama.cpp') ?? '', /The ggml authors/);
    assert.match(texts.get('llama.cpp: licenses/LICENSE-jsonhpp') ?? '', /Niels Lohmann/);
    assert.match(texts.get('llama.cpp: ggml/src/ggml-cpu/llamafile/sgemm.cpp') ?? '', /^Copyright/);
    assert.doesNotThrow(() => formatNotices(notices));
  });

  it('state what was changed in the bundled model', async () => {
    const { remark, text } = await modelNotice(repository);
    assert.match(remark ?? '', /modified from SmolLM2-135M-Instruct/);
    assert.match(remark ?? '', /LoRA/);
    assert.match(text, /Apache License/);
  });

  it('fail, with the name, on a package without a text', async () => {
    const json = JSON.stringify({ name: 'bare', version: '1.0.0', license: 'MIT' });
    const bare = await noticeOf({ 'package.json': json, 'README.md': 'MIT' });
    assert.equal(bare.text, '');
    assert.throws(() => formatNotices([notice, bare]), { message: 'no licence text for bare' });
  });

  it('hold all licences of a package, and its notice', async () => {
    const json = JSON.stringify({ name: 'b', version: '2.0.0', license: 'Apache-2.0' });
    const files = {
      'package.json': json,
      'LICENSE-CODE': 'two',
      LICENSE: 'one\n',
      NOTICE: 'three',
    };
    const { text, licence } = await noticeOf(files);
    assert.deepEqual([licence, text], ['Apache-2.0', 'one\n\ntwo\n\nthree']);
  });

  it('are a text with a part for each', () => {
    const text = formatNotices([{ ...notice, remark: 'Changed.' }]);
    assert.match(text, /\n-{80}\n\na 1\.0\.0 \(MIT\)\n\nChanged\.\n\nAs you like\.\n$/);
  });
});

describe('what is packed', () => {
  it('is the innermost package of a file', () => {
    const files = ['node_modules/@a/b/c/d.js', 'node_modules/e/node_modules/f/g.js', 'dist/h.js'];
    assert.deepEqual(packedPackages(files), ['node_modules/@a/b', 'node_modules/e/node_modules/f']);
  });

  it('is of a bundle what gave it bytes, and of bundles those that are packed', () => {
    const inputs = {
      'src/x.ts': { bytesInOutput: 9 },
      'node_modules/a/a.js': { bytesInOutput: 9 },
      'node_modules/b/b.js': { bytesInOutput: 0 },
    };
    const other = { inputs: { 'node_modules/c/c.js': { bytesInOutput: 9 } } };
    const outputs = { 'dist/x.js': { inputs }, 'dist/y.js': other };
    assert.deepEqual(bundledPackages({ outputs }, ['dist/x.js']), ['node_modules/a']);
  });
});
