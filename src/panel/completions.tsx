import { clip } from '../trace/format.ts';
import { numberFacts } from '../trace/lines.ts';
import type { SuggestionRow } from '../trace/suggestions.ts';
import { Hint } from './hint.tsx';
import { Icon } from './icon.tsx';
import { t } from './text.ts';
import { Tokens } from './tokens.tsx';
import type { Look } from './words.ts';

/** The last suggestions: each token shaded, why it was shown or hidden, and what was saved. */
export function Completions({ rows }: { readonly rows: readonly SuggestionRow[] }) {
  if (rows.length === 0) {
    return <Hint text={t('The next suggestions while you type are listed here.')} />;
  }
  return (
    <section aria-labelledby="suggestions-title">
      <h1 id="suggestions-title" class="section-title">
        {t('Last suggestions')}
      </h1>
      <p class="legend shades">
        {t('each token’s probability:')}
        {['< 0.1', '< 0.3', '< 0.6', '< 0.9', '≥ 0.9'].map((edge, index) => (
          <span key={edge} class={`sure-${index}`}>
            {edge}
          </span>
        ))}
      </p>
      <ol class="suggestions">
        {rows.map((row) => (
          <li key={row.id}>
            <Suggestion row={row} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Suggestion({ row }: { readonly row: SuggestionRow }) {
  const { icon, tone, words } = look(row);
  const name = clip(row.file.split(/[/\\]/).at(-1) ?? '', 80);
  const tokens = withoutTail(row.tokens);
  const numbers = row.decision ? numberFacts(row.decision.numbers) : [];
  const work = workWords(row);
  const facts = [
    name,
    row.ms === null ? '' : t('{0} ms', Math.round(row.ms)),
    ...numbers.map((fact) => fact.replace(/^p /, t('likely to be accepted '))),
    row.feedback === null ? '' : clip(row.feedback, 40),
  ];
  return (
    <>
      <p>
        <span class={`state ${tone}`}>
          <Icon name={icon} />
        </span>{' '}
        <span class={tone}>{words}</span> {clip(row.decision?.why ?? '', 300)}
      </p>
      {tokens.length > 0 && (
        <pre class="text" tabIndex={0} role="group" aria-label={t('Suggestion in {0}', name)}>
          <Tokens tokens={tokens} handedOver={row.exit?.numbers['tokens']} />
          {isCut(row) && <span class="cut-off" aria-hidden="true" />}
        </pre>
      )}
      <p class="facts">
        {facts.filter(Boolean).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
        {work && <span title={workHow()}>{work}</span>}
      </p>
      {saved(row).map((sentence) => (
        <p key={sentence} class="quiet">
          {sentence}
        </p>
      ))}
    </>
  );
}

/** What its models went through; '' where nothing is told. */
function workWords({ decision }: SuggestionRow): string {
  const { full = 0, shallow = 0 } = decision?.evaluated ?? {};
  if (full + shallow === 0) return '';
  const whole = t('{0} positions evaluated', full);
  return shallow === 0 ? whole : t('{0}, {1} by fewer layers', whole, shallow);
}

function workHow(): string {
  return t(
    'Tokens of the prompt and of the answer that the model went through; cached ones cost nothing.',
  );
}

function look({ decision }: SuggestionRow): Look {
  switch (decision?.decision) {
    case 'show':
      return { icon: 'eye', tone: 'good', words: t('Shown.') };
    case 'hide':
      return { icon: 'eye-closed', tone: 'quiet', words: t('Hidden.') };
    case 'none':
      return { icon: 'circle-slash', tone: 'quiet', words: t('Nothing to show.') };
    case undefined:
      return { icon: 'loading', tone: 'busy', words: t('Being written…') };
  }
}

/** The tokens up to the last that shows: most lines end with a line break. */
function withoutTail(tokens: SuggestionRow['tokens']): SuggestionRow['tokens'] {
  return tokens.slice(0, tokens.findLastIndex(({ text }) => text.trim() !== '') + 1);
}

/** Did a rule end it, and not the model? */
function isCut({ stop }: SuggestionRow): boolean {
  return stop !== null && stop.code !== 'model-end';
}

/** Where a rule ended the work early, and what came of it. */
function saved(row: SuggestionRow): string[] {
  const { stop, exit, tokens } = row;
  const stopped =
    stop && isCut(row)
      ? t('Stopped after {0} tokens: {1}', tokens.length, clip(stop.why, 300))
      : '';
  return [stopped, exit ? clip(exit.why, 300) : ''].filter(Boolean);
}
