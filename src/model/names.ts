import type { Failure } from '../base/failure.ts';
import { readRemoteName } from './remote/address.ts';

/** What a model's name says, as the user writes it in a setting or after `--model`. */
export type ModelName =
  | { readonly kind: 'bundled' }
  | { readonly kind: 'local'; readonly file: string }
  | { readonly kind: 'remote'; readonly baseUrl: string; readonly model: string }
  | { readonly kind: 'editor'; readonly family: string };

const forms = 'bundled, local:FILE.gguf, remote:BASE_URL#MODEL or editor:FAMILY';

/** Reads a model's name; a Failure `bad-model-name` says what is wrong with it. */
export function parseModelName(name: string): ModelName | Failure {
  if (name === 'bundled') return { kind: 'bundled' };
  const colon = name.indexOf(':');
  const rest = name.slice(colon + 1).trim();
  switch (colon < 0 ? name : name.slice(0, colon)) {
    case 'local':
      return rest === '' ? bad(name, 'It names no file.') : { kind: 'local', file: rest };
    case 'remote':
      return parseRemote(name);
    case 'editor':
      return rest === '' ? bad(name, 'It names no family.') : { kind: 'editor', family: rest };
    default:
      return bad(name, `A model is ${forms}.`);
  }
}

function parseRemote(name: string): ModelName | Failure {
  const address = readRemoteName(name);
  return 'code' in address ? address : { kind: 'remote', ...address };
}

function bad(name: string, why: string): Failure {
  return { code: 'bad-model-name', why: `"${name}" names no model. ${why}` };
}
