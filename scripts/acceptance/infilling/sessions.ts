import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { type Random, seededRandom } from '../../../src/base/random.ts';
import { dataFolder } from '../../../test/support/programs/archive.ts';

/** A change of a file, as `complete --session` reads it. */
export interface SessionEvent {
  readonly file: string;
  readonly offset: number;
  readonly insert: string;
  readonly delete: number;
  readonly atMs: number;
}

/** A piece of editing: a fix as it could have been typed, or what was recorded. */
export interface Session {
  readonly name: string;
  /** The files that are changed, as they were before, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Other sources of the project, by path. */
  readonly beside: ReadonlyMap<string, string>;
  readonly events: readonly SessionEvent[];
}

const typing = { gapMs: 120, jitter: 0.3 } as const;
const pause = { least: 800, most: 2000 } as const;

/**
 * Every fix of Express, typed: a hunk's lines are deleted, then the added ones come character by
 * character, with a pause after each line break and each change of place. A line is opened before
 * it is filled, as in any editor: never is one typed in front of another one's text.
 */
export async function readSessions(seed: number): Promise<Session[]> {
  const data = dataFolder();
  if (data === null) throw new Error('set RECKON_DATA to the folder of data sets');
  const clone = await mkdtemp(path.join(os.tmpdir(), 'reckon-express-'));
  try {
    await execa('git', ['clone', '-q', '--bare', path.join(data, 'bugsjs/express.bundle'), clone]);
    const git = async (...args: string[]) =>
      (await execa('git', args, { cwd: clone, stripFinalNewline: false })).stdout;
    const bugs = (await git('tag'))
      .split('\n')
      .flatMap((tag) => /^Bug-(\d+)-fix$/.exec(tag)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
    const sessions: Session[] = [];
    for (const bug of bugs) sessions.push(await sessionOf(bug, git, seededRandom(seed + bug)));
    return sessions;
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}

async function sourcesBeside(
  tag: string,
  changed: ReadonlyMap<string, string>,
  git: (...args: string[]) => Promise<string>,
): Promise<Map<string, string>> {
  const names = await git('ls-tree', '-r', '--name-only', tag, '--', 'lib', 'index.js');
  const others = names.split('\n').filter((name) => name.endsWith('.js') && !changed.has(name));
  const texts = others.map(async (name) => [name, await git('show', `${tag}:${name}`)] as const);
  return new Map(await Promise.all(texts));
}

interface Hunk {
  /** The first line that it deletes, or before which it adds, from 0. */
  readonly line: number;
  readonly removed: number;
  readonly added: readonly string[];
}

async function sessionOf(
  bug: number,
  git: (...args: string[]) => Promise<string>,
  random: Random,
): Promise<Session> {
  const [before, after] = [`Bug-${bug}`, `Bug-${bug}-fix`];
  const names = await git('diff', '--name-only', '--diff-filter=M', before, after, '--', '*.js');
  const files = new Map<string, string>();
  const events: SessionEvent[] = [];
  let atMs = 0;
  for (const file of names.split('\n').filter(Boolean)) {
    const text = await git('show', `${before}:${file}`);
    files.set(file, text);
    const hunks = readHunks(await git('diff', '-U0', before, after, '--', file));
    let grown = 0;
    for (const { line, removed, added } of hunks) {
      const start = offsetOf(text, line) + grown;
      const gone = offsetOf(text, line + removed) - offsetOf(text, line);
      atMs += Math.round(pauseMs(random));
      if (gone > 0) events.push({ file, offset: start, insert: '', delete: gone, atMs });
      const { from, typed } = newLines(start, added);
      for (const [at, insert] of Array.from(typed).entries()) {
        const breaks = at === 0 || typed[at - 1] === '\n';
        atMs += Math.round(breaks ? pauseMs(random) : gapMs(random));
        events.push({ file, offset: from + at, insert, delete: 0, atMs });
      }
      grown += typed.length - gone;
    }
  }
  return { name: before, files, beside: await sourcesBeside(before, files, git), events };
}

/** Where lines that are to begin at an offset are typed from: the end of the line before, if any. */
function newLines(start: number, lines: readonly string[]): { from: number; typed: string } {
  if (start === 0) return { from: 0, typed: lines.map((line) => `${line}\n`).join('') };
  return { from: start - 1, typed: lines.map((line) => `\n${line}`).join('') };
}

function readHunks(diff: string): Hunk[] {
  const parts = diff.split(/^@@ /m).slice(1);
  return parts.map((part) => {
    const [, from = '0', count = '1'] = /^-(\d+)(?:,(\d+))?/.exec(part) ?? [];
    const added = part.split('\n').filter((line) => line.startsWith('+'));
    // Where nothing is deleted, the number names the line after which lines are added.
    const line = Number(count) === 0 ? Number(from) : Number(from) - 1;
    return { line, removed: Number(count), added: added.map((each) => each.slice(1)) };
  });
}

function offsetOf(text: string, line: number): number {
  let at = 0;
  for (let n = 0; n < line; n++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return at;
}

const gapMs = (random: Random) => typing.gapMs * (1 + typing.jitter * (2 * random() - 1));
const pauseMs = (random: Random) => pause.least + (pause.most - pause.least) * random();
