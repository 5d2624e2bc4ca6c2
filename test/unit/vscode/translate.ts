import type { Translate } from '../../../src/vscode/translate.ts';

/** English, as the editor gives it where there is no translation. */
export const t: Translate = (message, ...args) =>
  message.replaceAll(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)]));
