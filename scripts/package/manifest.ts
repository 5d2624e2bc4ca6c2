import { z } from 'zod';
import { engineLibrary } from './engine.ts';

const manifestSchema = z.looseObject({
  contributes: z.record(z.string(), z.unknown()),
  capabilities: z.record(z.string(), z.unknown()),
  dependencies: z.record(z.string(), z.string()),
});

/** What of package.json is for people who work on Reckon. */
const ours = new Set(['private', 'devDependencies', 'overrides', 'scripts', 'allowScripts']);

/** Keys under which package.json holds words for a person. */
const worded = new Set([
  ...['title', 'shortTitle', 'description', 'label', 'contents'],
  ...['markdownDescription', 'enumDescriptions', 'markdownEnumDescriptions', 'enumItemLabels'],
  ...['patternErrorMessage', 'deprecationMessage', 'markdownDeprecationMessage'],
  ...['displayName', 'userDescription', 'placeholder', 'altText'],
]);

export interface PackagedManifest {
  /** With a key in place of each text that a person reads. */
  readonly manifest: Record<string, unknown>;
  /** The texts by their keys: package.nls.json, which translations are made of. */
  readonly strings: Readonly<Record<string, string>>;
}

/** The manifest as a user's editor needs it: one dependency, no tools of ours, words by key. */
export function packagedManifest(json: unknown): PackagedManifest {
  const { contributes, capabilities, dependencies, ...rest } = manifestSchema.parse(json);
  const strings: Record<string, string> = {};
  const manifest = {
    ...Object.fromEntries(Object.entries(rest).filter(([key]) => !ours.has(key))),
    l10n: './l10n',
    dependencies: { [engineLibrary]: dependencies[engineLibrary] },
    capabilities: withKeys(capabilities, [], strings),
    contributes: withKeys(contributes, [], strings),
  };
  return { manifest, strings };
}

/** Replaces each text for a person (a tool's schema is for models), in all depths, by `%KEY%`, and enters it into `strings`. */
function withKeys(
  value: unknown,
  path: readonly string[],
  strings: Record<string, string>,
): unknown {
  if (Array.isArray(value)) {
    return value.map((each, at) => withKeys(each, [...path, nameOf(each) ?? String(at)], strings));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => {
    if (key === 'inputSchema') return [key, each];
    const deeper = isWorded(key, value) ? keyed : withKeys;
    return [key, deeper(each, [...path, key], strings)];
  });
  return Object.fromEntries(entries);
}

function keyed(value: unknown, path: readonly string[], strings: Record<string, string>): unknown {
  if (Array.isArray(value))
    return value.map((each, at) => keyed(each, [...path, String(at)], strings));
  if (typeof value !== 'string' || value === '') return withKeys(value, path, strings);
  const key = path.join('.');
  strings[key] = value;
  return `%${key}%`;
}

/** A name is one for people where an id stands beside it. */
function isWorded(key: string, entry: object): boolean {
  return worded.has(key) || (key === 'name' && 'id' in entry);
}

/** What tells an entry of a list from its neighbours, wherever it stands among them. */
function nameOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { command, id, view, name, title } = entry as Record<string, unknown>;
  return [command, id, view, name, title].find((each) => typeof each === 'string');
}
