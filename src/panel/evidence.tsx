import { clip, figure } from '../trace/format.ts';
import type { EventOf, RunView } from '../trace/rows.ts';
import { t } from './text.ts';

type Item = EventOf<'evidence'>['items'][number];

/** What speaks for the patch and against it, and how the candidates group by behaviour. */
export function Evidence({ view: { evidence, end, behaviour } }: { readonly view: RunView }) {
  const of = end?.sample ?? null;
  const items = evidence.findLast(({ sample }) => of === null || sample === of)?.items ?? [];
  if (items.length === 0 && !behaviour) return null;
  const told = items.filter(({ say }) => say !== undefined);
  const bare = items.filter(({ say }) => say === undefined);
  return (
    <section aria-labelledby="evidence-title">
      <h2 id="evidence-title">{t('Why so sure')}</h2>
      {behaviour && <Groups behaviour={behaviour} />}
      <ul class="evidence">
        {told.map((item) => (
          <li key={item.kind}>
            {clip(item.say ?? '', 500)} <Weight item={item} />
          </li>
        ))}
      </ul>
      {bare.length > 0 && (
        <details>
          <summary>{t('{0} more figures', bare.length)}</summary>
          <ul class="evidence">
            {bare.map((item) => (
              <li key={item.kind}>
                {clip(item.kind.replaceAll('-', ' '), 80)} {valueWords(item.value)}{' '}
                <Weight item={item} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
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
  if (weight === 0) return <span class="quiet">{t('not weighed')}</span>;
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
