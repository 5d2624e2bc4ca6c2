import { printable } from '../trace/format.ts';
import { send } from './host.ts';
import { Icon } from './icon.tsx';
import type { RunSummary } from './protocol.ts';
import { t } from './text.ts';
import { outcomeLook } from './words.ts';

const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

interface Props {
  readonly runs: readonly RunSummary[];
  readonly shown: string | null;
  readonly onOpened: () => void;
}

/** The runs of this workspace, the newest first. */
export function Runs({ runs, shown, onOpened }: Props) {
  if (runs.length === 0) return <p class="hint">{t('No run is kept of this workspace yet.')}</p>;
  return (
    <ul class="runs" aria-label={t('Past runs')}>
      {runs.map(({ run, at, title, outcome, live }) => {
        const { icon, tone, words } = outcomeLook(outcome, live);
        return (
          <li key={run}>
            <button
              type="button"
              aria-current={run === shown ? 'true' : undefined}
              onClick={() => {
                send({ type: 'open', run });
                onOpened();
              }}
            >
              <span class={`state ${tone}`} title={words}>
                <Icon name={icon} />
              </span>
              <span class="for-ears">{words}: </span>
              <span class="name">{printable(title) || t('All failing tests')}</span>
              <time>{time.format(at)}</time>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
