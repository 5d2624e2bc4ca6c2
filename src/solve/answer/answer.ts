import type { Patch } from '../../base/edit.ts';
import type { Failure } from '../../base/failure.ts';
import { languageOf, type Syntax } from '../../base/syntax.ts';
import { knowsDefinitions } from './definitions.ts';
import { bareHunk, parseDiff } from './diff.ts';
import { Draft } from './draft.ts';
import { elidedLine, fitsFile } from './fence.ts';
import { applyFileDiff } from './file-diff.ts';
import { graft, readDefinitions, readScion } from './graft.ts';
import { statedPath } from './paths.ts';
import { readings, replaceOnce } from './search.ts';
import { type Piece, splitAnswer } from './split.ts';
import { joinLines, plainLines, plainText } from './text.ts';

/** What an answer is read against. */
export interface AnswerTask {
  /** Every text that the answer may change, by path; a path that is not here is a new file. */
  readonly files: ReadonlyMap<string, string>;
  /** The file that a block without a path means. */
  readonly single?: string;
  readonly syntax: Syntax;
}

/**
 * Reads a model's answer: whole files, lone functions, SEARCH/REPLACE blocks and unified diffs, in
 * any mixture, each applied to what those before it left. One piece that cannot be read fails the
 * answer, for half a change is no change. Codes: `answer-cut`, `answer-elided`, `no-patch`,
 * `no-path`, `search-not-found`, `search-ambiguous`, `diff-mismatch`, `diff-binary`,
 * `function-ambiguous`.
 */
export async function readAnswer(
  text: string,
  task: AnswerTask,
): Promise<{ patch: Patch } | Failure> {
  const pieces = splitAnswer(plainText(text));
  if (!pieces) {
    return { code: 'answer-cut', why: 'The answer ends in the middle of a block of code.' };
  }
  const reader = new AnswerReader(task);
  for (const piece of pieces) {
    const failure = await reader.take(piece);
    if (failure) return failure;
  }
  const patch = reader.draft.patch();
  if (patch.length > 0) return { patch };
  return { code: 'no-patch', why: 'The answer changes no file.' };
}

class AnswerReader {
  readonly draft: Draft;
  readonly #task: AnswerTask;
  /** The file of the last edit: several SEARCH/REPLACE blocks may share one mention. */
  #lastPath: string | undefined;

  constructor(task: AnswerTask) {
    this.#task = task;
    this.draft = new Draft(task.files);
  }

  /** Null when the piece was read, or says nothing about a file. */
  async take(piece: Piece): Promise<Failure | null> {
    if (piece.kind === 'block') return await this.#block(piece);
    const stated = statedPath(piece, [], this.#task.files)?.path;
    const path = stated ?? this.#lastPath ?? this.#task.single;
    return piece.kind === 'search' ? this.#search(piece, path) : this.#diff(piece, path);
  }

  #search(piece: Piece, path: string | undefined): Failure | null {
    if (path === undefined) return noPath;
    this.#lastPath = path;
    const blocks = readings(piece.lines);
    const before = this.draft.read(path);
    const first = blocks.at(-1);
    const elided = first && elidedLine(joinLines(first.replace), before ?? '');
    if (elided) return leftOut(path, elided);
    if (first?.search.every((line) => line.trim() === '') && !before) {
      this.draft.write(path, joinLines(first.replace));
      return null;
    }
    const replaced = replaceOnce(before ?? '', blocks, path);
    if ('code' in replaced) return replaced;
    this.draft.write(path, replaced.text);
    return null;
  }

  #diff(piece: Piece, path: string | undefined): Failure | null {
    const parsed = parseDiff(piece.lines, 'model');
    if ('code' in parsed) return parsed;
    const changes = parsed.length > 0 ? parsed : [bareHunk(piece.lines)];
    for (const change of changes) {
      const done = applyFileDiff(change, this.draft, this.#task.files, path);
      if ('code' in done) return done;
      this.#lastPath = done.path;
    }
    return null;
  }

  async #block(piece: Piece): Promise<Failure | null> {
    const { files, single } = this.#task;
    const stated = statedPath(piece, piece.lines, files);
    if (!stated)
      return single === undefined ? await this.#anywhere(piece) : await this.#single(piece);
    const { path } = stated;
    if (!fitsFile(piece.info, path)) return null;
    const first = plainLines(this.draft.read(path) ?? '')[0];
    const isLabel = stated.headed && first !== piece.lines[0];
    const content = joinLines(isLabel ? piece.lines.slice(1) : piece.lines);
    const failure = (await this.#grafted(path, content)) ?? this.#whole(path, content);
    return failure === 'done' ? null : failure;
  }

  /**
   * A block without a path, where the task names one file: a whole file only if it defines
   * something that the file defines, for examples of use stand in answers too.
   */
  async #single(piece: Piece): Promise<Failure | null> {
    const path = this.#task.single ?? '';
    if (!fitsFile(piece.info, path)) return null;
    const content = joinLines(piece.lines);
    const grafted = await this.#grafted(path, content);
    if (grafted) return grafted === 'done' ? null : grafted;
    return (await this.#resembles(path, content)) ? this.#whole(path, content) : null;
  }

  /** A block without a path, where it could be any file: a lone function that one file has. */
  async #anywhere(piece: Piece): Promise<Failure | null> {
    const content = joinLines(piece.lines);
    const homes: string[] = [];
    for (const path of this.#task.files.keys()) {
      if (fitsFile(piece.info, path) && (await this.#graft(path, content))) homes.push(path);
    }
    const [home] = homes;
    if (home === undefined) return null;
    if (homes.length > 1) return noPath;
    const failure = await this.#grafted(home, content);
    return failure === 'done' ? null : failure;
  }

  /** Puts lone functions in their places; null where the block is something else. */
  async #grafted(path: string, content: string): Promise<Failure | 'done' | null> {
    const grafted = await this.#graft(path, content);
    if (!grafted || 'code' in grafted) return grafted;
    const elided = elidedLine(content, this.draft.read(path) ?? '');
    if (elided) return leftOut(path, elided);
    this.draft.write(path, grafted.text);
    this.#lastPath = path;
    return 'done';
  }

  async #graft(path: string, content: string): Promise<{ text: string } | Failure | null> {
    const language = languageOf(path);
    const before = this.draft.read(path);
    if (before === null || !knowsDefinitions(language)) return null;
    const scion = await readScion(content, language, this.#task.syntax);
    if (!scion?.definitions.some(({ name }) => before.includes(name))) return null;
    return graft(before, await readDefinitions(before, language, this.#task.syntax), scion, path);
  }

  #whole(path: string, content: string): Failure | null {
    const elided = elidedLine(content, this.draft.read(path) ?? '');
    if (elided) return leftOut(path, elided);
    this.draft.write(path, content);
    this.#lastPath = path;
    return null;
  }

  async #resembles(path: string, content: string): Promise<boolean> {
    const language = languageOf(path);
    const before = this.draft.read(path);
    if (before === null || before === '' || !knowsDefinitions(language)) return true;
    const { syntax } = this.#task;
    const [old, now] = [
      await readDefinitions(before, language, syntax),
      await readDefinitions(content, language, syntax),
    ];
    const names = new Set(old.map(({ name }) => name));
    return old.length === 0 || now.some(({ name }) => names.has(name));
  }
}

const noPath: Failure = {
  code: 'no-path',
  why: 'The answer does not say which file it changes.',
};

function leftOut(path: string, line: string): Failure {
  const why = `The answer leaves out code of ${path}: it says "${line}".`;
  return { code: 'answer-elided', why };
}
