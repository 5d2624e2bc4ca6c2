import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { withoutBlankEnds } from './licences.ts';
import type { Notice } from './notices.ts';

/** The bundled model: its base's licence, and what was changed, as the model's card says it. */
export async function modelNotice(repository: string): Promise<Notice> {
  const read = (name: string) => readFile(path.join(repository, 'media/models', name), 'utf8');
  const card = await read('README.md');
  const changes = /^## Changes to the base\n+(.*?)\n+## /ms.exec(card)?.[1];
  if (!changes) throw new Error('the card of the bundled model states no changes to its base');
  const text = withoutBlankEnds(await read('LICENSE-Apache-2.0.txt'));
  return {
    name: 'SmolLM2-135M-Instruct',
    version: '',
    licence: 'Apache-2.0',
    remark: changes,
    text,
  };
}
