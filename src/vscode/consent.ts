import { type ExtensionContext, l10n, window } from 'vscode';
import { placeOf } from './keys.ts';

/**
 * May this workspace's code go to a model's server? Asked once for each workspace and server, with
 * what would be sent. Models that run here need no consent.
 */
export async function mayBeSent(
  model: string,
  { workspaceState }: Pick<ExtensionContext, 'workspaceState'>,
): Promise<boolean> {
  const place = placeOf(model);
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

/** Was this workspace's code already allowed to go to a server? */
export function isConsentedTo(
  place: string,
  { workspaceState }: Pick<ExtensionContext, 'workspaceState'>,
): boolean {
  return workspaceState.get(nameOf(place)) === true;
}

function nameOf(place: string): string {
  return `reckon.consent:${place}`;
}
