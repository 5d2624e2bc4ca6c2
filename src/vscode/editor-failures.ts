import { z } from 'zod';
import type { Failure } from '../base/failure.ts';

/** What the editor's language models throw: its own errors carry a code, their providers' a name. */
const thrownSchema = z.object({
  name: z.string().catch(''),
  code: z.string().catch(''),
  message: z.string().catch(''),
});

/** A request to one of the editor's models that went wrong, as a failure. `family`: of the model. */
export function editorFailure(thrown: unknown, family: string): Failure {
  const parsed = thrownSchema.safeParse(thrown);
  const { name = '', code = '', message = '' } = parsed.data ?? {};
  const said = firstLine(message);
  switch (code || name) {
    case 'NoPermissions':
      return {
        code: 'no-consent',
        why: `The editor does not let Reckon use ${family}: allow it when the editor asks, or choose another model.`,
      };
    case 'Blocked':
      return {
        code: 'blocked',
        why: `${family} takes no requests of Reckon for now${said}: wait, or choose another model.`,
      };
    case 'NotFound':
      return missingModel(family);
    case 'ChatQuotaExceeded':
      return { code: 'no-quota', why: `The quota of ${family} is used up${said}.` };
    case 'ChatRateLimited':
      return {
        code: 'rate-limited',
        why: `${family} takes no more requests for now${said}: wait, or choose another model.`,
      };
    default:
      return {
        code: 'editor-model-failed',
        why: `${family} failed${said}: try again, or look at the extension that gives it.`,
      };
  }
}

/** The editor has no model of that family. */
export function missingModel(family: string): Failure {
  return {
    code: 'unknown-model',
    why: `The editor has no language model of the family ${family}: sign in to the extension that gives it, or choose another model.`,
  };
}

function firstLine(message: string): string {
  const line =
    message
      .trim()
      .split('\n')[0]
      ?.replace(/[.\s]+$/, '') ?? '';
  if (line === '') return '';
  return ` (${line.length > 200 ? `${line.slice(0, 200)}…` : line})`;
}
