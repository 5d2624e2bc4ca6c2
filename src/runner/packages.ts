import { z } from 'zod';
import type { Word } from './words.ts';

const names = z.record(z.string(), z.string());
const schema = z.looseObject({
  scripts: names.optional().catch(undefined),
  dependencies: names.optional().catch(undefined),
  devDependencies: names.optional().catch(undefined),
});

/** What is read of a package.json. */
export type PackageJson = z.infer<typeof schema>;

/** The package.json of a folder (relative to the copy's root); null where there is none. */
export type ReadPackage = (dir: string) => PackageJson | null;

/** Reads the text of a package.json; null where it is none. */
export function parsePackage(text: string): PackageJson | null {
  try {
    return schema.parse(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    return null;
  }
}

/** What a call of a package manager comes to. */
export type PackageCall =
  /** A script of package.json, with the arguments that are added to its text. */
  | { readonly kind: 'script'; readonly name: string; readonly args: readonly Word[] }
  /** A program of an installed package. */
  | { readonly kind: 'program'; readonly words: readonly Word[] };

const quiet = new Set(['-s', '--silent', '-q', '--quiet', '--no', '--no-install', '-y', '--yes']);

/**
 * Reads a call of npm, npx, pnpm, yarn or bun. Null where it is none, or has options that choose
 * another package.
 */
export function readPackageCall(words: readonly Word[], scripts: object): PackageCall | null {
  const rest = afterQuiet(words.slice(1));
  const verb = rest[0]?.text;
  const manager = words[0]?.text ?? '';
  switch (manager) {
    case 'npx':
    case 'bunx':
      return program(rest);
    case 'npm':
      if (verb === 'exec' || verb === 'x') return program(afterQuiet(rest.slice(1)));
      return npmScript(verb, rest.slice(1));
    case 'pnpm':
    case 'yarn':
    case 'bun':
      return otherManager(manager, rest, scripts);
    default:
      return null;
  }
}

function npmScript(verb: string | undefined, rest: readonly Word[]): PackageCall | null {
  const isTest = verb === 'test' || verb === 't' || verb === 'tst';
  if (!isTest && verb !== 'run' && verb !== 'run-script') return null;
  const words = isTest ? rest : afterQuiet(rest);
  const name = isTest ? 'test' : words[0]?.text;
  if (name === undefined) return null;
  const given = afterQuiet(isTest ? words : words.slice(1));
  const end = given.findIndex((word) => word.text === '--');
  // npm keeps options before `--` for itself; of those, only the quiet ones are known to be harmless.
  const own = end < 0 ? given : given.slice(0, end);
  if (name.startsWith('-') || own.some((word) => word.text.startsWith('-'))) return null;
  return { kind: 'script', name, args: [...own, ...given.slice(own.length + 1)] };
}

/** pnpm, yarn and bun take a script or a program by its bare name, and pass all arguments on. */
function otherManager(manager: string, rest: readonly Word[], scripts: object): PackageCall | null {
  const verb = rest[0]?.text ?? '';
  const args = rest.slice(1);
  if (['exec', 'dlx', 'x'].includes(verb)) return program(args);
  // `bun test` is bun's own runner, not the script.
  if (manager === 'bun' && verb === 'test') return null;
  const words = verb === 'run' ? afterQuiet(args) : verb === 't' ? [word('test'), ...args] : rest;
  const name = words[0]?.text ?? '';
  const given = words.slice(words[1]?.text === '--' ? 2 : 1);
  if (Object.hasOwn(scripts, name)) return { kind: 'script', name, args: given };
  return program(words);
}

function program(words: readonly Word[]): PackageCall | null {
  const named = words[0]?.text === '--' ? words.slice(1) : words;
  const name = named[0]?.text ?? '-';
  return name.startsWith('-') ? null : { kind: 'program', words: named };
}

function afterQuiet(words: readonly Word[]): readonly Word[] {
  const first = words.findIndex((option) => !quiet.has(option.text));
  return first < 0 ? [] : words.slice(first);
}

function word(text: string): Word {
  return { raw: text, text, fixed: true };
}
