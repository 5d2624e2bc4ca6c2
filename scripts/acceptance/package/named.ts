import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { PackedFile } from './contents.ts';

const mapSchema = z.object({ sources: z.array(z.string()) });
const packageSchema = z.object({ name: z.string(), version: z.string() });

/** What must be named beside npm packages, and words that its part must hold. */
const others: readonly (readonly [name: string, words: RegExp])[] = [
  ['llama.cpp', /Copyright \(c\) [\d-]+ The ggml authors/],
  ['SmolLM2-135M-Instruct', /modified from SmolLM2-135M-Instruct[^]*Apache License/],
  ['@vscode/codicons', /font is packed unchanged[^]*Attribution 4\.0 International/],
  ['preact', /Jason Miller/],
];

/** What a package names, and what it should and does not, or names without a licence's text. */
export interface Named {
  readonly named: number;
  readonly missing: readonly string[];
}

/**
 * Reads the notices of an installed package against what is there: the packages among its files, and
 * those that the source maps of its bundles list (packaging itself goes by the bundler's metafile).
 */
export function namedIn(folder: string, files: readonly PackedFile[], repository: string): Named {
  const parts = partsOf(readFileSync(path.join(folder, 'ThirdPartyNotices.txt'), 'utf8'));
  const packed = files
    .filter(({ name }) => /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(name))
    .map(({ name }) => path.join(folder, name));
  const built = files.filter(({ name }) => /^dist\/.*\.(?:c?js|css)$/.test(name));
  const packages = [...packed, ...built.flatMap(({ name }) => mappedPackages(repository, name))];
  const grammars = files.flatMap(({ name }) => /(tree-sitter-\w+)\.wasm$/.exec(name)?.[1] ?? []);
  const expected = [
    ...packages.map(titleOf),
    ...grammars.map((name) => name.replace('tsx', 'typescript')),
  ];
  const missing = [
    ...expected.filter((title) => !isLicence(parts.get(title))),
    ...others.filter(([name, words]) => !words.test(partOf(parts, name))).map(([name]) => name),
  ];
  return { named: parts.size, missing: [...new Set(missing)] };
}

/** The parts of the notices by their titles, without the licence's name. */
function partsOf(notices: string): Map<string, string> {
  const parts = notices.split(/^-{80}\n\n/m).slice(1);
  return new Map(parts.map((part) => [part.split(/ \(|\n/, 1)[0] ?? '', part]));
}

function partOf(parts: ReadonlyMap<string, string>, name: string): string {
  const title = [...parts.keys()].find((each) => each === name || each.startsWith(`${name} `));
  return parts.get(title ?? '') ?? '';
}

/** More than a title: words that grant or deny something. */
function isLicence(part: string | undefined): boolean {
  return part !== undefined && part.length > 300 && /permi(?:ssion|tted)|licen[cs]e/i.test(part);
}

function titleOf(manifest: string): string {
  const { name, version } = packageSchema.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  return `${name} ${version}`;
}

/** Manifests of the packages whose sources a bundle's map lists. */
function mappedPackages(repository: string, bundle: string): string[] {
  const map = path.join(repository, `${bundle}.map`);
  const { sources } = mapSchema.parse(JSON.parse(readFileSync(map, 'utf8')));
  const folders = sources.flatMap(
    (source) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(source)?.[0] ?? [],
  );
  return [...new Set(folders)].map((at) => path.join(path.dirname(map), at, 'package.json'));
}
