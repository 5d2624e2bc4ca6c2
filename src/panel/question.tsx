import { clip } from '../trace/format.ts';
import type { RunView } from '../trace/rows.ts';
import { send } from './host.ts';
import { t } from './text.ts';

interface Props {
  readonly run: string;
  readonly view: RunView;
  readonly live: boolean;
}

/** The one question whose answer decides, with its answers as buttons. */
export function Question({ run, view: { question, answered, behaviour, end }, live }: Props) {
  if (!question) return null;
  const open = end?.outcome === 'ask' && !answered && !live;
  const say = (answer: string) => () => {
    send({ type: 'answer', run, answer });
  };
  return (
    <section class="question" aria-labelledby="question-title">
      <h2 id="question-title">
        {open ? t('One question would settle it') : t('A question came up')}
      </h2>
      <p>
        <code>{clip(question.input, 1_000)}</code>
      </p>
      <ul>
        {question.outputs.map(({ cluster, value }) => {
          const size = behaviour?.clusters[cluster]?.length;
          return (
            <li key={cluster}>
              <span class="cluster">{clip(cluster, 20)}</span>
              <code>{clip(value, 1_000)}</code>
              <span class="quiet">{size === undefined ? '' : candidates(size)}</span>
              {open && (
                <button
                  type="button"
                  class="primary"
                  aria-label={t('{0} is right', clip(value, 100))}
                  onClick={say(cluster)}
                >
                  {t('Right')}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {open && (
        <div class="buttons">
          <button type="button" class="secondary" onClick={say('neither')}>
            {t('Neither')}
          </button>
          <button type="button" class="secondary" onClick={say('unknown')}>
            {t("I Don't Know")}
          </button>
          <span class="quiet">{t('Your answer becomes a test.')}</span>
        </div>
      )}
      {answered && <p>{t('Answered: {0}', clip(answered.answer, 100))}</p>}
    </section>
  );
}

function candidates(count: number): string {
  return count === 1 ? t('1 candidate') : t('{0} candidates', count);
}
