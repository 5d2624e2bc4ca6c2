import os from 'node:os';
import path from 'node:path';
import type { Failure } from '../base/failure.ts';
import { bundledModel, bundledPath, localModel } from './local.ts';
import type { Model } from './model.ts';
import { parseModelName } from './names.ts';
import { remoteModel } from './remote.ts';
import { keyFor } from './remote/address.ts';
import type { Fetch } from './remote/fetch.ts';

export interface OpenOptions {
  /** The folder that holds dist/ and media/. */
  readonly installRoot: string;
  /** Where keys are looked for; see `keyFor`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What carries a remote model's requests. */
  readonly fetch?: Fetch;
  /** Opens a model of the editor; absent outside it. `name`: as the user names it. */
  readonly openEditor?: (name: string, family: string) => Model;
}

/**
 * The model of a name. Nothing is loaded or asked yet, so that a missing file or server shows at
 * first use. Failures: `bad-model-name`, `bad-address`, and `editor-only` for a model that only the
 * editor can give.
 */
export function openModel(name: string, options: OpenOptions): Model | Failure {
  const parsed = parseModelName(name);
  if ('code' in parsed) return parsed;
  const { installRoot, env, fetch, openEditor } = options;
  switch (parsed.kind) {
    case 'bundled':
      return bundledModel(installRoot);
    case 'local':
      return localModel({ name, file: atHome(parsed.file), installRoot });
    case 'remote': {
      const { baseUrl, model } = parsed;
      const apiKey = keyFor(baseUrl, env);
      return remoteModel({ name, baseUrl, model, apiKey, ...(fetch ? { fetch } : {}) });
    }
    case 'editor':
      if (openEditor) return openEditor(name, parsed.family);
      return {
        code: 'editor-only',
        why: `The model ${name} is the editor's: use it inside VS Code, or another one here.`,
      };
  }
}

/** The GGUF of a model that runs here; null for the others. */
export function modelFile(name: string, installRoot: string): string | null {
  const parsed = parseModelName(name);
  if ('code' in parsed) return null;
  if (parsed.kind === 'bundled') return bundledPath(installRoot);
  return parsed.kind === 'local' ? path.resolve(atHome(parsed.file)) : null;
}

/** Settings are read by no shell: `~/` is ours to expand. */
function atHome(file: string): string {
  return file.startsWith('~/') ? path.join(os.homedir(), file.slice(2)) : file;
}
