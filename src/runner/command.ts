import path from 'node:path';
import { readPackageCall, type ReadPackage } from './packages.ts';
import { findRunner } from './programs.ts';
import type { TestCommand } from './runner.ts';
import { rawText, splitSteps, type Word } from './words.ts';

/** A command on its way down to the runner. */
type Seen = Omit<TestCommand, 'text' | 'before'> & { readonly before: readonly string[] };

/** Where a text is read: its folder, and how many scripts it is already inside of. */
interface Place {
  readonly cwd: string;
  readonly depth: number;
  readonly readPackage: ReadPackage;
}

/** Scripts that call scripts, and no end of it, are seen through this far. */
const maxDepth = 8;
const assignment = /^([A-Za-z_]\w*)=/;

/**
 * Sees through a test command: steps before `&&`, assignments, package scripts, `npx`, `python -m`
 * and their like, down to the last program. Where that is no runner we know, or the text is more
 * than steps of words, the command is plain: `sh -c` of the text as it stands.
 */
export function parseCommand(text: string, cwd: string, readPackage: ReadPackage): TestCommand {
  const seen = seeText(text, { cwd: normal(cwd), depth: 0, readPackage });
  if (seen) return { ...seen, text, before: seen.before.join(' && ') };
  return {
    text,
    runner: 'plain',
    cwd: normal(cwd),
    before: '',
    env: {},
    program: ['sh'],
    args: [],
  };
}

function seeText(text: string, place: Place): Seen | null {
  const steps = splitSteps(text.trim());
  if (!steps || place.depth > maxDepth) return null;
  let cwd = place.cwd;
  while (steps.length > 1 && steps[0]?.[0]?.text === 'cd') {
    const below = enter(cwd, steps.shift() ?? []);
    if (below === null) return null;
    cwd = below;
  }
  const last = steps.pop() ?? [];
  // A folder changed between steps would have to be followed; few write that.
  if (steps.some(([program]) => program?.text === 'cd')) return null;
  const seen = seeStep(last, { ...place, cwd });
  // The steps before run in this text's folder, the runner perhaps in another.
  if (!seen || (steps.length > 0 && seen.cwd !== cwd)) return null;
  return { ...seen, before: [...steps.map(rawText), ...seen.before] };
}

function seeStep(words: readonly Word[], place: Place): Seen | null {
  const env: Record<string, string> = {};
  let at = 0;
  for (; at < words.length; at++) {
    const found = assignment.exec(words[at]?.raw ?? '');
    if (!found?.[1]) break;
    env[found[1]] = words[at]?.raw.slice(found[0].length) ?? '';
  }
  const rest = words.slice(at);
  const seen = seeProgram(rest, place);
  return seen && { ...seen, env: { ...env, ...seen.env } };
}

function seeProgram(words: readonly Word[], place: Place): Seen | null {
  const head = words[0]?.text;
  if (head === 'env' || head === 'cross-env' || head === 'exec') {
    return seeStep(words.slice(1), place);
  }
  const scripts = place.readPackage(place.cwd)?.scripts ?? {};
  const call = readPackageCall(words, scripts);
  if (call?.kind === 'script') return seeScript(call.name, call.args, scripts, place);
  if (call) return withPrograms(seeStep(call.words, place), place);
  const found = findRunner(words);
  if (!found) return null;
  const [first, ...others] = found.program.map((word) => word.raw);
  if (first === undefined) return null;
  const args = found.args.map((word) => word.raw);
  return {
    runner: found.runner,
    cwd: place.cwd,
    before: [],
    env: {},
    program: [first, ...others],
    args,
  };
}

/** A script runs after its `pre` script; what comes after it is no test, and is left out. */
function seeScript(
  name: string,
  args: readonly Word[],
  scripts: Readonly<Record<string, string>>,
  place: Place,
): Seen | null {
  const text = scripts[name];
  if (text === undefined) return null;
  const seen = seeText([text, rawText(args)].join(' '), { ...place, depth: place.depth + 1 });
  const pre = scripts[`pre${name}`];
  if (seen && pre !== undefined && seen.cwd !== place.cwd) return null;
  const before = pre === undefined ? [] : [`( ${pre} )`];
  return withPrograms(seen && { ...seen, before: [...before, ...seen.before] }, place);
}

/** Programs of installed packages are found as a script finds them, up to the copy's root. */
function withPrograms(seen: Seen | null, place: Place): Seen | null {
  if (!seen) return null;
  const climbs = place.cwd === '' ? 0 : place.cwd.split('/').length;
  const folders = Array.from(
    { length: climbs + 1 },
    (_, up) => `$PWD/${'../'.repeat(up)}node_modules/.bin`,
  );
  const step = `export PATH="${folders.join(':')}:$PATH"`;
  // A script inside this one may have said the same, too late for the steps of this one.
  return { ...seen, before: [step, ...seen.before.filter((other) => other !== step)] };
}

/** The folder after `cd`; null where it cannot be known, or lies outside the copy. */
function enter(cwd: string, words: readonly Word[]): string | null {
  const [, target, ...more] = words;
  if (!target?.fixed || more.length > 0 || path.posix.isAbsolute(target.text)) return null;
  const below = normal(path.posix.join(cwd, target.text));
  return below === '..' || below.startsWith('../') ? null : below;
}

/** A folder relative to the root, '' for the root itself. */
function normal(dir: string): string {
  const plain = path.posix.normalize(dir === '' ? '.' : dir).replace(/\/$/, '');
  return plain === '.' ? '' : plain;
}
