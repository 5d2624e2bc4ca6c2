import { clip, figure } from '../trace/format.ts';
import type { EventOf, RunView } from '../trace/rows.ts';
import { t } from './text.ts';

type Item = EventOf<'evidence'>['items'][number];

/** What speaks for the patch and against it, and how the candidates group by behaviour. */
export function Evidence({ view: { evidence, end, behaviour } }: { readonly view: RunView }) {
  const of = end?.sample ?? null;
  const items = evidence.findLast(({ sample }) => of === null || sample === of)?.items ?? [];
  if (items.length === 0 && !behaviour) return null;
  const weighed = items.filter(({ weight }) => weight !== 0);
  const seen = items.filter(({ weight, say }) => weight === 0 && say !== undefined);
  const rest = items.filter(({ weight, say }) => weight === 0 && say === undefined);
  return (
    <section aria-labelledby="evidence-title">
      <h2 id="evidence-title">{t('Why so sure')}</h2>
      {behaviour && <Groups behaviour={behaviour} />}
      {weighed.length > 0 && <Items items={weighed} />}
      {seen.length > 0 && (
        <>
          <h3 class="quiet">{t('Seen, and not weighed')}</h3>
          <Items items={seen} />
        </>
      )}
      {rest.length > 0 && (
        <details>
          <summary>{t('{0} more figures', rest.length)}</summary>
          <Items items={rest} />
        </details>
      )}
    </section>
  );
}

function Items({ items }: { readonly items: readonly Item[] }) {
  return (
    <ul class="evidence">
      {items.map((item) => (
        <li key={item.kind}>
          {item.say === undefined
            ? `${nameOf(item)}: ${valueWords(item.value)}`
            : clip(item.say, 500)}{' '}
          <Weight item={item} />
        </li>
      ))}
    </ul>
  );
}

/** Figures that the core tells as bare numbers. */
function nameOf({ kind }: Item): string {
  switch (kind) {
    case 'posterior':
      return t('what its passing tells by itself, as log-odds');
    case 'draw-share':
      return t('how often it was drawn among all samples, as log');
    case 'cluster-share':
      return t('how many passing candidates behave like it, as log');
    case 'chance-agreement':
      return t('how easily other programs give the same outputs, as log-odds');
    case 'scatter':
      return t('how differently the samples behave');
    case 'tests-rejecting':
      return t('share of the tests that rejected a sample');
    case 'models-agreeing':
      return t('models that agree on its behaviour');
    default:
      return clip(kind.replaceAll('-', ' '), 80);
  }
}

function Groups({ behaviour }: { readonly behaviour: EventOf<'behaviour'> }) {
  return (
    <>
      <p>{clip(behaviour.why, 1_000)}</p>
      <ul class="groups">
        {Object.entries(behaviour.clusters).map(([name, samples]) => (
          <li key={name}>
            <span class="cluster">{clip(name, 20)}</span>{' '}
            {samples.length === 1
              ? t('sample {0}', samples[0] ?? '')
              : t('samples {0}', samples.join(', '))}
          </li>
        ))}
      </ul>
    </>
  );
}

/** How much a piece moved P(wrong). */
function Weight({ item: { weight } }: { readonly item: Item }) {
  if (weight === 0) return null;
  const how = t('Added to the log-odds of being wrong.');
  return (
    <span class="quiet" title={how}>
      {t('weight {0}', `${weight > 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}`)}
    </span>
  );
}

function valueWords(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return figure(value);
  return clip(typeof value === 'string' ? value : JSON.stringify(value), 200);
}
