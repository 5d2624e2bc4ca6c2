import type { Check } from '../doctor/checks.ts';
import { printable } from '../trace/format.ts';
import type { Fix } from './doctor-fixes.ts';
import type { Translate } from './translate.ts';

/** A finding, with what can be done about it. */
export type Finding = Check & { readonly fixes: readonly Fix[] };

/** What the report's page is made of. */
export interface ReportParts {
  readonly folder: string;
  readonly findings: readonly Finding[];
  /** Of Reckon, the editor and the system. */
  readonly versions: string;
  /** Where a webview may load from, as its policy writes it. */
  readonly source: string;
  readonly style: string;
  readonly language: string;
}

/** What needs doing comes first. */
const order: readonly Check['state'][] = ['broken', 'weak', 'works'];
const marks: Record<Check['state'], string> = { works: '✓', weak: '–', broken: '✗' };

/** The findings as a page without scripts: the sum first, then each with its fixes as links, the worst first. */
export function doctorPage(parts: ReportParts, t: Translate): string {
  const { folder, versions, source, style, language } = parts;
  const policy = `default-src 'none'; style-src ${source}; base-uri 'none'; form-action 'none'`;
  const findings = order.flatMap((wanted) =>
    parts.findings.filter(({ state }) => state === wanted),
  );
  const again: Fix = { label: t('Look Again'), command: 'reckon.doctor' };
  return `<!DOCTYPE html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escapeText(t('Reckon: Doctor'))}</title>
    <link rel="stylesheet" href="${style}" />
  </head>
  <body>
    <main>
      <h1>${escapeText(sum(findings, t))}</h1>
      <p class="quiet">${escapeText(folder)}</p>
${findings.map((finding) => section(finding, t)).join('')}      <footer class="quiet">
        <p>${escapeText(versions)}</p>
        <p>${link(again)}</p>
      </footer>
    </main>
  </body>
</html>
`;
}

function section({ name, state, why, fixes }: Finding, t: Translate): string {
  const mark = `<span class="mark" role="img" aria-label="${escapeText(stateWords(state, t))}">${marks[state]}</span>`;
  const links = fixes.length === 0 ? '' : `        <p>${fixes.map(link).join('')}</p>\n`;
  return `      <section class="${state}">
        <h2>${mark} ${escapeText(nameWords(name, t))}</h2>
        <p>${escapeText(why)}</p>
${links}      </section>
`;
}

function link({ label, command, args = [] }: Fix): string {
  const query = args.length === 0 ? '' : `?${encodeURIComponent(JSON.stringify(args))}`;
  return `<a href="command:${command}${query}">${escapeText(label)}</a>`;
}

/** What models and servers say is text, whatever it holds. */
function escapeText(text: string): string {
  return printable(text).replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0) ?? 0};`);
}

function stateWords(state: Check['state'], t: Translate): string {
  switch (state) {
    case 'works':
      return t('works');
    case 'weak':
      return t('has a limit');
    case 'broken':
      return t('does not work');
  }
}

function nameWords(name: string, t: Translate): string {
  switch (name) {
    case 'model':
      return t('Model');
    case 'logprobs':
      return t('Confidence');
    case 'tests':
      return t('Tests');
    case 'confinement':
      return t('Confinement');
    case 'leftovers':
      return t('Leftovers');
    default:
      return name;
  }
}

function sum(checks: readonly Check[], t: Translate): string {
  const count = (wanted: Check['state']) => checks.filter(({ state }) => state === wanted).length;
  const [broken, weak] = [count('broken'), count('weak')];
  const all = checks.length;
  if (broken > 0) return t('{0} of {1} checks found something that does not work.', broken, all);
  if (weak > 0) return t('All works; {0} of {1} checks found a limit.', weak, all);
  return t('All works.');
}
