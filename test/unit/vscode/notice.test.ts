import assert from 'node:assert/strict';
import { noticeText } from '../../../src/vscode/notice.ts';

/** What the editor takes for a link in a notification. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)\)/i;

describe('the text of a notification', () => {
  it('holds no link, whoever wrote a part of it', () => {
    for (const target of ['command:workbench.action.quit', 'HTTPS://a.example', 'file:///etc']) {
      const said = `The server says [press here](${target}).`;
      assert.match(said, link);
      assert.doesNotMatch(noticeText(said), link, target);
    }
  });

  it('leaves code as it is, and spells out what reorders it', () => {
    assert.equal(noticeText('f(x[0](1)) differs'), 'f(x[0](1)) differs');
    assert.equal(noticeText('a\u202eb'), 'a\\u{202e}b');
  });
});
