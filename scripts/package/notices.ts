import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { engineNotices } from './engine-notices.ts';
import { mitText, textsIn } from './licences.ts';
import { type Metafile, readMetafile } from './metafile.ts';
import { modelNotice } from './model-notice.ts';

/** Someone else's work that is packed, and the terms that it comes under. */
export interface Notice {
  readonly name: string;
  readonly version: string;
  /** As an SPDX expression, where that is stated. */
  readonly licence: string;
  /** What must be said beside the licence's own text. */
  readonly remark?: string;
  /** The licence's text; '' where none was found. */
  readonly text: string;
}

const remarks: Readonly<Record<string, string>> = {
  '@vscode/codicons':
    'The icons are by Microsoft Corporation, under CC BY 4.0; their font is packed unchanged.',
};

/**
 * Whom the package must name: each npm package that is packed or bundled into what is packed, each
 * grammar, llama.cpp inside the engine, the bundled model.
 *
 * Libraries that collect licences go by a project's dependencies, packed or not, or by one bundle;
 * where a package has no text they give its README or the licence's bare name, and of several texts
 * the first. Here all must be there, or packaging fails.
 *
 * @param folder the staged folder; `files` are those that are packed of it, relative to it.
 */
export async function collectNotices(
  repository: string,
  folder: string,
  files: readonly string[],
): Promise<Notice[]> {
  const bundled = bundledPackages(await readMetafile(repository), files);
  const grammars = grammarsIn(files);
  const built = grammars.length > 0 ? ['node_modules/@vscode/tree-sitter-wasm'] : [];
  const folders = [
    ...[...bundled, ...built].map((at) => path.join(repository, at)),
    ...packedPackages(files).map((at) => path.join(folder, at)),
  ];
  const notices = [
    ...(await Promise.all(folders.map(packageNotice))),
    ...grammars.map((name) => ({ name, version: '', licence: 'MIT', text: mitText(name) })),
    ...(await engineNotices(repository)),
    await modelNotice(repository),
  ];
  // A package may lie in several places.
  const each = new Map(notices.map((notice) => [`${notice.name} ${notice.version}`, notice]));
  return [...each.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Folders of the npm packages whose code is in packed bundles, as the metafile writes them. */
export function bundledPackages({ outputs }: Metafile, files: readonly string[]): string[] {
  const packed = new Set(files);
  const inputs = Object.entries(outputs)
    .filter(([output]) => packed.has(output))
    .flatMap(([, { inputs }]) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return packedPackages(inputs.map(([input]) => input));
}

/** Folders of the npm packages that files lie in, each of the innermost one. */
export function packedPackages(files: readonly string[]): string[] {
  const innermost = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
  return [...new Set(files.flatMap((file) => innermost.exec(file)?.[0] ?? []))].sort();
}

/** The grammars among files; that of TSX is one of TypeScript's two. */
export function grammarsIn(files: readonly string[]): string[] {
  const names = files.flatMap((file) => /\/(tree-sitter-.+)\.wasm$/.exec(file)?.[1] ?? []);
  return [...new Set(names.map((name) => name.replace(/-tsx$/, '-typescript')))];
}

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().default(''),
});

/** What a package's folder says of its licence. */
export async function packageNotice(folder: string): Promise<Notice> {
  const json: unknown = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = packageSchema.parse(json);
  const text = (await textsIn(folder)) || (license === 'MIT' ? mitText(name) : '');
  const remark = remarks[name];
  return { name, version, licence: license, text, ...(remark && { remark }) };
}

const rule = '-'.repeat(80);

/** ThirdPartyNotices.txt; throws, with their names, where some have no licence text. */
export function formatNotices(notices: readonly Notice[]): string {
  const bare = notices.filter(({ text }) => text === '').map(({ name }) => name);
  if (bare.length > 0) throw new Error(`no licence text for ${bare.join(', ')}`);
  const head = 'Reckon contains work of others, under the terms that follow here.\n';
  const parts = notices.map(({ name, version, licence, remark, text }) => {
    const title = `${[name, version].filter(Boolean).join(' ')}${licence && ` (${licence})`}`;
    return [rule, title, ...(remark ? [remark] : []), text].join('\n\n');
  });
  return `${[head, ...parts].join('\n')}\n`.replaceAll('\r\n', '\n');
}
