import { addressProblem, isLoopback } from '../../model/remote/address.ts';
import type { Translate } from '../translate.ts';

/** What is to be said of a URL while it is typed; an error keeps it from being taken. */
export interface Remark {
  readonly severity: 'error' | 'warning';
  readonly text: string;
}

/** Where an API begins that a person gave by the address of one of its paths. */
export function addressOf(typed: string): string {
  return typed
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/(chat\/completions|completions|models)$/, '');
}

/** What is wrong, or risky, about a server's URL; null where nothing is. */
export function remarkOn(typed: string, t: Translate): Remark | null {
  const address = addressOf(typed);
  const problem = addressProblem(address);
  if (problem) return { severity: 'error', text: problem.why };
  const url = new URL(address);
  // Also a bare one at the end, of which the parsed URL says nothing.
  if (/[?#]/.test(address)) {
    return {
      severity: 'error',
      text: t('The URL must end where the API begins, without ? and #.'),
    };
  }
  if (url.protocol === 'https:' || isLoopback(url)) return null;
  return { severity: 'warning', text: t('Code and key would go to {0} unencrypted.', url.host) };
}
