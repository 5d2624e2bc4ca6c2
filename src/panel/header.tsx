import { clippedText } from './clipped.ts';
import { send } from './host.ts';
import { Icon } from './icon.tsx';
import type { PanelState } from './state.ts';
import { t } from './text.ts';
import { outcomeLook, pWrongHow, runFacts, runTitle } from './words.ts';

/** The run in one sentence, its numbers, and what to do next. */
export function Header({ state: { run, view, live, steps } }: { readonly state: PanelState }) {
  const { icon, tone, words } = outcomeLook(view.end?.outcome ?? null, live);
  return (
    <header>
      <h1>
        <span class={`state ${tone}`}>
          <Icon name={icon} />
        </span>
        <strong>{words}</strong> <span>{clippedText(runTitle(view), 300)}</span>
      </h1>
      <p title={pWrongHow()}>{view.end ? clippedText(view.end.why, 2_000) : baselineWords(view)}</p>
      <p class="facts">
        {runFacts(view).map(({ text, how }) => (
          <span key={how} title={how}>
            {text}
          </span>
        ))}
      </p>
      {steps.length > 0 && run !== null && (
        <div class="buttons">
          {steps.map(({ label, primary }, index) => (
            <button
              key={label}
              type="button"
              class={primary ? 'primary' : 'secondary'}
              onClick={() => {
                send({ type: 'step', run, index });
              }}
            >
              {label}
            </button>
          ))}
        </div>
      )}
    </header>
  );
}

function baselineWords({ baseline, start }: PanelState['view']): string {
  if (!baseline) return t('Your tests run as they are.');
  const words = t('{0} to fix, {1} to keep.', baseline.targets.length, baseline.guards);
  return `${baseline.test}: ${words} ${start ? start.models.join(', ') : ''}`;
}
