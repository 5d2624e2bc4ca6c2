import {
  InputBoxValidationSeverity,
  l10n,
  type InputBoxValidationMessage,
  ProgressLocation,
  window,
} from 'vscode';
import type { Failure } from '../../base/failure.ts';
import { keyFor } from '../../model/remote/address.ts';
import { basesOf, type Listing, listModels } from '../../model/remote/list.ts';
import { signalOf } from '../cancellation.ts';
import type { Keys } from '../keys.ts';
import { noticeText } from '../notice.ts';
import { addressOf, remarkOn } from './address.ts';

/** A server in the network may take its time. */
const timeoutMs = 15_000;

/** Asks for a server's URL; undefined where the user gives none. */
export async function askAddress(): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title: l10n.t('Reckon: where is the server?'),
    prompt: l10n.t('The URL at which its API begins, often with /v1.'),
    placeHolder: 'https://api.example.com/v1',
    validateInput: (text) => (text.trim() === '' ? undefined : messageFor(text)),
    ignoreFocusOut: true,
  });
  return typed === undefined || typed.trim() === '' ? undefined : addressOf(typed);
}

function messageFor(typed: string): InputBoxValidationMessage | undefined {
  const remark = remarkOn(typed, l10n.t);
  if (!remark) return undefined;
  const { Error, Warning } = InputBoxValidationSeverity;
  return { message: remark.text, severity: remark.severity === 'error' ? Error : Warning };
}

/**
 * The name of a model that a server serves: listed where the server lists its models, else typed. A
 * key is asked for where the server wants one. Undefined where the user names none.
 */
export async function askServerModel(address: string, keys: Keys): Promise<string | undefined> {
  // Keys are kept by the server's origin: the model's name plays no part.
  const anyModel = `remote:${address}#model`;
  for (;;) {
    const apiKey = keyFor(address, await keys.environmentFor(anyModel));
    const listing = await listWithProgress(address, apiKey);
    if (!listing) return undefined;
    if (!('code' in listing)) return await pickModel(listing);
    switch (listing.code) {
      case 'wrong-key': {
        const refused =
          apiKey === undefined ? '' : l10n.t('The server refuses the key it was given.');
        if (!(await keys.enter(anyModel, refused))) return undefined;
        break;
      }
      case 'no-list':
        return await typeModel(basesOf(address)[0], listing.why);
      default:
        if (!(await isToTryAgain(listing))) return undefined;
    }
  }
}

async function listWithProgress(
  address: string,
  apiKey: string | undefined,
): Promise<Listing | Failure | undefined> {
  const title = l10n.t('Reckon asks {0} for its models', address);
  return await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (_, token) => {
      const { signal, dispose } = signalOf(token);
      try {
        const listing = await listModels(address, { apiKey, timeoutMs }, signal);
        return signal.aborted ? undefined : listing;
      } finally {
        dispose();
      }
    },
  );
}

async function pickModel({ baseUrl, models }: Listing): Promise<string | undefined> {
  if (models.length === 0) {
    return await typeModel(baseUrl, l10n.t('The server says that it has no models yet.'));
  }
  const title = l10n.t('Reckon: which model of {0}?', baseUrl);
  const model = await window.showQuickPick(models, { title });
  return model && `remote:${baseUrl}#${model}`;
}

async function typeModel(baseUrl: string, why: string): Promise<string | undefined> {
  const model = await window.showInputBox({
    title: l10n.t('Reckon: what is the model called there?'),
    prompt: why,
    placeHolder: 'qwen2.5-coder:7b',
    validateInput: (text) => (text.includes('#') ? l10n.t('A name without #.') : undefined),
    ignoreFocusOut: true,
  });
  return model?.trim() ? `remote:${baseUrl}#${model.trim()}` : undefined;
}

async function isToTryAgain({ why }: Failure): Promise<boolean> {
  const again = l10n.t('Try Again');
  return (await window.showErrorMessage(noticeText(why), again)) === again;
}
