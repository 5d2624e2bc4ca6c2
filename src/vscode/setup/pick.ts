import { isDeepStrictEqual } from 'node:util';
import { l10n, lm, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { type Choice, type EditorOffer, type Known, type Row, rowsOf } from './choices.ts';
import { lookForServers } from './servers.ts';

interface Item extends QuickPickItem {
  readonly choice?: Choice;
}

/**
 * The list of models, shown at once; what servers and the editor offer is added as they answer.
 * Undefined where the user takes none. `used`: the models in use.
 */
export async function pickChoice(used: readonly string[]): Promise<Choice | undefined> {
  const pick = window.createQuickPick<Item>();
  pick.title = l10n.t('Reckon: which model?');
  pick.matchOnDescription = true;
  let known: Known = { servers: null, editor: null, used };
  const learn = (more: Partial<Known>) => {
    known = { ...known, ...more };
    const [active] = pick.activeItems;
    pick.items = rowsOf(known, l10n.t).map(itemOf);
    const same = pick.items.find(({ choice }) => isDeepStrictEqual(choice, active?.choice));
    // Without one the editor goes to the first by itself; an empty list would keep it from that.
    if (active && same) pick.activeItems = [same];
    pick.busy = known.servers === null || known.editor === null;
    pick.placeholder = pick.busy
      ? l10n.t('Looking for models on this machine…')
      : l10n.t('Type to narrow the list');
  };
  learn({});
  void lookForServers().then((servers) => {
    learn({ servers });
  });
  void editorOffers().then((editor) => {
    learn({ editor });
  });
  try {
    return await new Promise<Choice | undefined>((resolve) => {
      pick.onDidAccept(() => {
        const choice = pick.selectedItems[0]?.choice;
        if (choice) resolve(choice);
      });
      pick.onDidHide(() => {
        resolve(undefined);
      });
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

function itemOf(row: Row): Item {
  return 'heading' in row ? { label: row.heading, kind: QuickPickItemKind.Separator } : row;
}

/** The editor's language models; an editor whose providers fail has none to offer. */
async function editorOffers(): Promise<readonly EditorOffer[]> {
  return await lm.selectChatModels().then(
    (models) => models.map(({ family, name, vendor }) => ({ family, name, vendor })),
    () => [],
  );
}
