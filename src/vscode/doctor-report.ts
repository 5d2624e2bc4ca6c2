import { type ExtensionContext, l10n, version } from 'vscode';
import type { Check } from '../doctor/checks.ts';
import { printable } from '../trace/format.ts';

const marks: Record<Check['state'], string> = { works: '✓', weak: '–', broken: '✗' };

/** The findings as markdown: the sum first, then each with what to do about it. */
export function doctorReport(
  folder: string,
  checks: readonly Check[],
  { extension }: Pick<ExtensionContext, 'extension'>,
): string {
  const { version: own = '' } = extension.packageJSON as { version?: string };
  const system = `${process.platform} ${process.arch}, Node ${process.versions.node}`;
  return [
    l10n.t('# Reckon: Doctor'),
    `${folder}: ${sum(checks)}`,
    ...checks.map(({ name, state, why }) => `## ${marks[state]} ${name}\n\n${printable(why)}`),
    `---\n\nReckon ${own}, VS Code ${version}, ${system}\n`,
  ].join('\n\n');
}

function sum(checks: readonly Check[]): string {
  const count = (wanted: Check['state']) => checks.filter(({ state }) => state === wanted).length;
  const [broken, weak] = [count('broken'), count('weak')];
  const all = checks.length;
  if (broken > 0)
    return l10n.t('{0} of {1} checks found something that does not work.', broken, all);
  if (weak > 0) return l10n.t('all works; {0} of {1} checks found a limit.', weak, all);
  return l10n.t('all works.');
}
