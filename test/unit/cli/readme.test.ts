import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { helpText } from '../../../src/cli/commands.ts';

describe('the README', () => {
  it('shows the options of solve as --help does', () => {
    const readme = readFileSync(path.resolve(import.meta.dirname, '../../../README.md'), 'utf8');
    assert.ok(readme.includes(`\`\`\`text\n${helpText('solve')}\`\`\``));
  });
});
