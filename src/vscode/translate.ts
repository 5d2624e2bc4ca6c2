/**
 * `l10n.t` as pure modules take it, so that they need no editor: `{0}`, `{1}`, … stand for the
 * arguments.
 */
export type Translate = (message: string, ...args: (string | number)[]) => string;
