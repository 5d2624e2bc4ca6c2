import type { Failure } from '../base/failure.ts';
import { parseModelName } from '../model/names.ts';
import { isLoopback, parseUrl } from '../model/remote/address.ts';
import type { Translate } from './translate.ts';

/**
 * A failure to reach a model, as it reads in a window whose folder is on another machine or in a
 * container: there `localhost` is not the machine that one sits at. `remoteName`: the editor's, such
 * as `wsl`; undefined where the folder is on this machine.
 */
export function asRemote<F extends Failure>(
  failure: F,
  model: string,
  remoteName: string | undefined,
  t: Translate,
): F {
  if (failure.code !== 'unreachable' || remoteName === undefined) return failure;
  const name = parseModelName(model);
  const url = 'kind' in name && name.kind === 'remote' ? parseUrl(name.baseUrl) : null;
  if (!url || !isLoopback(url)) return failure;
  const note = t('{0} is where the folder is ({1}), not where you sit.', url.host, remoteName);
  return { ...failure, why: `${failure.why} ${note}` };
}
