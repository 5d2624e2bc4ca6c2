import { commands, type Disposable, l10n, window } from 'vscode';
import { toFailure } from '../base/failure.ts';
import { TraceStore } from '../trace/store.ts';
import { AcceptStore } from './complete/accept-store.ts';
import { noticeText } from './notice.ts';
import type { Shell } from './solve-run.ts';

/** `Reckon: Clear Local Data`: removes what was recorded on this machine, in all workspaces. */
export function registerClearData({ context, live }: Shell): Disposable {
  return commands.registerCommand('reckon.clearData', async () => {
    if (live.isUnderWay) {
      const why = l10n.t('Reckon is solving: wait for it or cancel it, then clear its data.');
      void window.showInformationMessage(why);
      return;
    }
    const clear = l10n.t('Clear');
    const question = l10n.t('Clear what Reckon has recorded on this machine?');
    const detail = l10n.t(
      'The runs of all workspaces and the record of suggestions are removed. Settings and keys stay.',
    );
    if ((await window.showWarningMessage(question, { modal: true, detail }, clear)) !== clear)
      return;
    try {
      const storage = context.globalStorageUri.fsPath;
      await new TraceStore(storage).clear();
      await new AcceptStore(storage).clear();
      live.forget();
      void window.setStatusBarMessage(l10n.t("Reckon's local data is cleared."), 5000);
    } catch (error) {
      void window.showErrorMessage(noticeText(toFailure(error).why));
    }
  });
}
