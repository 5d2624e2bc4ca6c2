import { splitSteps } from './words.ts';

/** A vitest command's own arguments, as far as ours must fit in with them. */
export interface VitestArgs {
  /** As written, without the mode, reporters, watching and bailing out. */
  readonly options: readonly string[];
  /** The value of `-t`; null where it has none. */
  readonly namePattern: string | null;
  /** File filters as written. */
  readonly filters: readonly string[];
}

/** Options whose value may be the next word. */
const valued =
  /^(-[crtT]|--(config|root|dir|project|mode|pool|environment|testNamePattern|shard|maxWorkers|minWorkers|maxConcurrency|testTimeout|hookTimeout|teardownTimeout|retry|exclude|reporter|outputFile|bail|changed|configLoader|sequence\.\w+|coverage\.\w+|poolOptions\.[\w.]+|diff|execArgv|attachmentsDir))$/;
const modes = new Set(['run', 'watch', 'dev', 'related']);
const replaced = /^(--(run|watch|no-watch|ui|open|reporter|outputFile|bail)(\.\w+)?|-w)(=|$)/;
const pattern = /^(?:-t|--testNamePattern)(?:=([\s\S]*))?$/;

/** Reads the arguments of `vitest`, words as written. */
export function readVitestArgs(args: readonly string[]): VitestArgs {
  const words = args.map((raw) => ({ raw, text: splitSteps(raw)?.[0]?.[0]?.text ?? raw }));
  if (modes.has(words[0]?.text ?? '')) words.shift();
  const options: string[] = [];
  const filters: string[] = [];
  let namePattern: string | null = null;
  for (let at = 0; at < words.length; at++) {
    const { raw, text } = words[at] ?? { raw: '', text: '' };
    if (!text.startsWith('-')) {
      filters.push(raw);
      continue;
    }
    const following = words[at + 1];
    const takesNext =
      valued.test(text) && following !== undefined && !following.text.startsWith('-');
    if (takesNext) at++;
    const own = pattern.exec(text);
    if (own) namePattern = own[1] ?? following?.text ?? null;
    else if (!replaced.test(text)) options.push(raw, ...(takesNext ? [following.raw] : []));
  }
  return { options, namePattern, filters };
}
