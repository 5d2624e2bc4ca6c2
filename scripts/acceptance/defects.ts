import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { diffLines } from 'diff';
import { z } from 'zod';
import { seededRandom, shuffled, type Random } from '../../src/base/random.ts';
import { languageOf, Syntax } from '../../src/base/syntax.ts';
import { openLibrary, type Library } from '../../test/support/programs/library.ts';
import { programSets, type Program, type ProgramSet } from '../../test/support/programs/program.ts';
import {
  buildWorkspace,
  defectSchema,
  defectiveSource,
  runConfined,
  type Defect,
} from '../../test/support/workspace.ts';
import { mutations, type Mutation } from './mutations.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const defectsFile = path.join(repository, 'bench/defects.json');

/** The draw: how many defects of each set, and the seed they are drawn by. */
const draw = { seed: 20_240_601, perSet: 10 };

/**
 * Seconds of processor time: a busy machine draws the same. Tests that take longer are left out:
 * endless loops, and a few slow suites (the nearest takes 3 s where the others take less than 1).
 */
const limits = { natural: 2, planted: 6 };
/** Mutants tried on one program before it is left out. */
const tries = 12;

/** The committed table of defects. */
export async function readDefects(): Promise<readonly Defect[]> {
  return z.array(defectSchema).parse(JSON.parse(await readFile(defectsFile, 'utf8')));
}

/** Draws the table anew and writes it; the same data give the same bytes. */
export async function drawDefects(log: (line: string) => void): Promise<void> {
  const library = await openLibrary();
  try {
    const drawn: Defect[] = [];
    for (const set of programSets) drawn.push(...(await drawFrom(library, set, log)));
    await writeFile(defectsFile, `${JSON.stringify(drawn, null, 2)}\n`);
  } finally {
    await library.dispose();
  }
}

/** Programs in seeded order, until enough of them have a defect that their tests tell. */
async function drawFrom(library: Library, set: ProgramSet, log: (line: string) => void) {
  const source = library.sources[set];
  const names = shuffled(await source.names(), seededRandom(draw.seed + programSets.indexOf(set)));
  const drawn: Defect[] = [];
  for (const name of names) {
    if (drawn.length === draw.perSet) break;
    const program = await source.load(name);
    const defect =
      program.defective === null
        ? await plantDefect(program, seededRandom(draw.seed + hash(name)))
        : await naturalDefect(program, program.defective);
    if (defect) drawn.push(defect);
    log(`${set} ${name}: ${defect ? `${defect.kind}, line ${defect.line}` : 'left out'}`);
  }
  return drawn;
}

/** Tells programs' streams of random numbers apart (FNV-1a). */
function hash(name: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < name.length; at++)
    state = Math.imul(state ^ name.charCodeAt(at), 0x01000193) >>> 0;
  return state;
}

async function naturalDefect(program: Program, defective: string): Promise<Defect | null> {
  if ((await testEnd(program, program.reference, limits.natural)) !== 'passed') return null;
  if ((await testEnd(program, defective, limits.natural)) !== 'failed') return null;
  return { ...frame(program), ...lineDifference(program.reference, defective), kind: 'natural' };
}

/** Where two versions of a QuixBugs program differ, their closing notes left aside. */
export function lineDifference(
  reference: string,
  defective: string,
): Pick<Defect, 'line' | 'before' | 'after'> {
  const code = (text: string) => `${text.replace(/^"""[^]*$/m, '').trim()}\n`;
  const lead = defective.length - defective.trimStart().length;
  let line = 1 + (defective.slice(0, lead).match(/\n/g)?.length ?? 0);
  let before: string | null = null;
  let after: string | null = null;
  for (const change of diffLines(code(reference), code(defective))) {
    const text = change.value.replace(/\n$/, '');
    if (change.removed) before = joined(before, text);
    else if (change.added) after = joined(after, text);
    else if (before === null && after === null) line += change.count;
  }
  return { line, before, after };
}

function joined(text: string | null, more: string): string {
  return text === null ? more : `${text}\n${more}`;
}

/** Plants the first mutant, kinds and places in seeded order, that the tests tell twice. */
export async function plantDefect(program: Program, random: Random): Promise<Defect | null> {
  if ((await testEnd(program, program.reference, limits.planted)) !== 'passed') return null;
  const language = languageOf(program.file);
  if (!language) return null;
  const syntax = new Syntax(path.join(repository, 'dist/grammars'));
  const planted = mutations(await syntax.parse(language, program.reference));
  const byKind = shuffled([...planted.values()], random).map((kind) => shuffled(kind, random));
  for (const mutation of interleaved(byKind).slice(0, tries)) {
    const defect = asDefect(program, mutation);
    const source = defectiveSource(program, defect);
    const ends = [
      await testEnd(program, source, limits.planted),
      await testEnd(program, source, limits.planted),
    ];
    if (ends.every((end) => end === 'failed')) return defect;
  }
  return null;
}

/** The first of each list, then the second of each, and so on. */
function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) =>
    lists.flatMap((l) => l.slice(at, at + 1)),
  ).flat();
}

function asDefect(program: Program, mutation: Mutation): Defect {
  const text = program.reference;
  const mutated = text.slice(0, mutation.start) + mutation.text + text.slice(mutation.end);
  const line = text.slice(0, mutation.start).split('\n').length;
  return {
    ...frame(program),
    line,
    before: text.split('\n')[line - 1] ?? '',
    after: mutated.split('\n')[line - 1] ?? '',
    kind: mutation.kind,
  };
}

function frame(program: Program) {
  const { set, name, file } = program;
  return { id: `${set}/${name}`, set, program: name, file, seed: draw.seed };
}

async function testEnd(program: Program, source: string, cpuSeconds: number) {
  const workspace = await buildWorkspace(program, source);
  try {
    return await runConfined(workspace.root, program.test, cpuSeconds);
  } finally {
    await workspace.dispose();
  }
}
