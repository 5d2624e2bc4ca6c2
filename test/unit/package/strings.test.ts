import assert from 'node:assert/strict';
import { inExportersWords } from '../../../scripts/package/strings.ts';

describe('the words that the exporter reads', () => {
  it('are the same where the editor’s own call is used', () => {
    const source = "import { l10n } from 'vscode';\nl10n.t('a');\nconst x = at(1);\n";
    assert.equal(inExportersWords(source), source);
  });

  it('are those of a translation that is handed in, and of the panel', () => {
    for (const from of [
      "import type { Translate } from './translate.ts';",
      "import { t } from './text.ts';",
    ]) {
      const source = `${from}\nt('a', at(0));\n<p title={t('b')}>{list.at(1)}</p>\n`;
      assert.equal(
        inExportersWords(source),
        `import * as l10n from '@vscode/l10n';\n${from}\n` +
          "l10n.t('a', at(0));\n<p title={l10n.t('b')}>{list.at(1)}</p>\n",
      );
    }
  });
});
