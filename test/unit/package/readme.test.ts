import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packagedReadme } from '../../../scripts/package/readme.ts';

const readme = `# R

![drawn](a.svg)

![taken](a.png)

Says.

## Start

Here.

## Use

### It

## Stays

Here.

## Figures

## Work on it

## Licence

Free.
`;

describe('the packaged README', () => {
  it('is without what needs the repository, and without drawings', () => {
    const expected =
      '# R\n\n![taken](a.png)\n\nSays.\n\n## Stays\n\nHere.\n\n## Licence\n\nFree.\n';
    assert.equal(packagedReadme(readme, { pictures: true }), expected);
  });

  it('is without pictures that have no address', () => {
    const expected = '# R\n\nSays.\n\n## Stays\n\nHere.\n\n## Licence\n\nFree.\n';
    assert.equal(packagedReadme(readme, { pictures: false }), expected);
  });

  it('is of our own README, whose sections have their names', () => {
    const file = path.resolve(import.meta.dirname, '../../../README.md');
    const packaged = packagedReadme(readFileSync(file, 'utf8'), { pictures: false });
    assert.match(packaged, /^## In the editor$/m);
    assert.doesNotMatch(packaged, /npm (?:ci|run|test)|dist\/cli\.js|!\[/);
  });
});
