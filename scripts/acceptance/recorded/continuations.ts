import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Syntax } from '../../../src/base/syntax.ts';
import { indentationOf } from '../../../src/complete/place.ts';
import { stopRules } from '../../../src/complete/stop/rules.ts';
import { dataFolder } from '../../../test/support/programs/archive.ts';
import { readRows } from '../recorded-answers.ts';

/** What a model wrote at the start of a function's body. */
export interface Continuation {
  readonly file: string;
  readonly prefix: string;
  /** As recorded, to where generation ended. */
  readonly raw: string;
  /** The part that tests judged. */
  readonly judged: string;
  readonly passed: boolean;
}

const polyglotRow = z.object({ prompt: z.string(), wholecode: z.string(), passed: z.boolean() });

/** Raw continuations in JavaScript or TypeScript; tests judged them up to the first `}` of a line. */
export async function readPolyglot(size: string, language: 'js' | 'ts'): Promise<Continuation[]> {
  const file = `multipl_e_js_ts/outputs/qwen2.5-coder-${size}-base_${language}.jsonl.gz`;
  const rows = await readRows(file, polyglotRow);
  return rows.flatMap(({ prompt, wholecode, passed }) => {
    if (!wholecode.startsWith(prompt)) return [];
    const raw = wholecode.slice(prompt.length);
    const end = raw.indexOf('\n}');
    const judged = end < 0 ? raw : raw.slice(0, end + 2);
    return [{ file: `a.${language}`, prefix: prompt, raw, judged, passed }];
  });
}

const generatedRow = z.object({ task_id: z.string(), completion: z.string() });
const resultsSchema = z.object({
  eval: z.record(z.string(), z.array(z.object({ plus_status: z.string() }))),
});
/** Up to the body of the first function: its head, and a docstring where one follows. */
const head = /^[\s\S]*?\ndef [^\n]*:\n(?:[ \t]+("""|''')[\s\S]*?\1[ \t]*\n)?/;

/**
 * Python functions that were cut to their end before they were recorded, judged by HumanEval+ or
 * MBPP+. Answers of several functions are left out: nothing tells which one was asked for.
 */
export async function readPython(size: string, set: 'humaneval' | 'mbpp'): Promise<Continuation[]> {
  const name = `qwen25coder_base_python/${size}-base_${set}`;
  const rows = await readRows(`${name}_generated.jsonl.gz`, generatedRow);
  const zipped = await readFile(path.join(dataFolder() ?? '', `${name}_eval_results.json.gz`));
  const results = resultsSchema.parse(JSON.parse(gunzipSync(zipped).toString('utf8'))).eval;
  return rows.flatMap(({ task_id, completion }) => {
    const [prefix] = head.exec(`\n${completion}`) ?? [];
    const status = results[task_id]?.[0]?.plus_status;
    if (prefix === undefined || status === undefined) return [];
    const raw = `\n${completion}`.slice(prefix.length);
    if (/\n(def|class) /.test(raw)) return [];
    return [{ file: 'a.py', prefix, raw, judged: raw, passed: status === 'pass' }];
  });
}

/** Where the rules ended a continuation. */
export interface Ended {
  readonly code: string;
  readonly kept: string;
}

/** Feeds a continuation to the rules for a block, in words: its tokens are not recorded. */
export async function replay(continuation: Continuation, syntax: Syntax): Promise<Ended> {
  // The editor has indented the line before a model goes on.
  const indentation = indentationOf(continuation.raw);
  const prefix = continuation.prefix + indentation;
  const raw = continuation.raw.slice(indentation.length);
  const place = { file: continuation.file, text: prefix, offset: prefix.length };
  const rules = stopRules(place, 'block', { syntax, head: null, prefix });
  let text = '';
  for (const word of raw.match(/\w+|\s+|[^\w\s]/g) ?? []) {
    text += word;
    for (const rule of rules) {
      const stop = await rule({ text, pieces: [] });
      if (stop) return { code: stop.code, kept: indentation + text.slice(0, stop.keep) };
    }
  }
  return { code: 'recorded-end', kept: indentation + text };
}

/** How the kept text lies to the part that was judged. */
export function compare(kept: string, judged: string): 'whole' | 'short' | 'long' {
  const [own, wanted] = [kept.trimEnd(), judged.trimEnd()];
  if (own === wanted) return 'whole';
  return wanted.startsWith(own) ? 'short' : 'long';
}
