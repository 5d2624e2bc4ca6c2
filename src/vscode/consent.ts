import { type ExtensionContext, l10n, window } from 'vscode';
import { parseModelName } from '../model/names.ts';
import { placeOf } from './keys.ts';

/**
 * May this workspace's code go to a model? Asked once for each workspace and server, or model of the
 * editor, with what would be sent: the editor's own question, where it asks one, does not say that.
 * Models that run here need no consent.
 */
export async function mayBeSent(
  model: string,
  { workspaceState }: Pick<ExtensionContext, 'workspaceState'>,
): Promise<boolean> {
  const place = receiverOf(model);
  if (place === null) return true;
  if (isConsentedTo(place, { workspaceState })) return true;
  const send = l10n.t('Send');
  const detail = l10n.t(
    'Solve sends paths and texts of source files that may matter (at most 12), up to three files of failing tests, what the failing tests print, the goal, and earlier attempts. Suggestions send the text around the cursor as you type. Files that git ignores, .env files and key files are not read. This is asked once for this workspace.',
  );
  const question = l10n.t('Send code of this workspace to {0}?', place);
  const chosen = await window.showWarningMessage(question, { modal: true, detail }, send);
  if (chosen !== send) return false;
  await workspaceState.update(nameOf(place), true);
  return true;
}

/** Was this workspace's code already allowed to go there? */
export function isConsentedTo(
  place: string,
  { workspaceState }: Pick<ExtensionContext, 'workspaceState'>,
): boolean {
  return workspaceState.get(nameOf(place)) === true;
}

/** Who would get the code: a server's origin, or a model of the editor; null where it stays here. */
function receiverOf(model: string): string | null {
  const parsed = parseModelName(model);
  return 'kind' in parsed && parsed.kind === 'editor' ? parsed.family : placeOf(model);
}

function nameOf(place: string): string {
  return `reckon.consent:${place}`;
}
