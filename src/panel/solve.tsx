import { useEffect, useState } from 'preact/hooks';
import { Chart } from './chart.tsx';
import { clippedText } from './clipped.ts';
import { Evidence } from './evidence.tsx';
import { Header } from './header.tsx';
import { Hint } from './hint.tsx';
import { remember, remembered, send } from './host.ts';
import { Question } from './question.tsx';
import { Samples } from './samples.tsx';
import type { PanelState } from './state.ts';
import { t } from './text.ts';

/** One run: how it ended, its samples, how sure it is and why. */
export function Solve({ state }: { readonly state: PanelState }) {
  const { run, view, unreadable } = state;
  const before = remembered();
  const [opened, setOpened] = useState(before.run === run ? before.sample : null);
  useEffect(() => {
    if (run === null || run === before.run) return;
    remember({ run, sample: null, scroll: 0 });
    scrollTo({ top: 0 });
  }, [run]);
  if (run === null) return state.loading ? null : <Nothing />;
  if (unreadable !== null) return <Hint text={clippedText(unreadable, 1_000)} />;
  if (!view.start && !view.end) {
    return <Hint text={state.live ? t('Starting…') : t('Reading the run…')} />;
  }
  const open = (sample: number | null) => {
    setOpened(sample);
    remember({ sample });
  };
  return (
    <>
      <Header state={state} />
      <Question run={run} view={view} live={state.live} />
      <Samples view={view} opened={opened} onOpen={open} />
      <Chart view={view} />
      <Evidence view={view} />
    </>
  );
}

function Nothing() {
  return (
    <Hint
      text={t(
        'Reckon samples patches until your own tests pass, and says how far a pass can be trusted.',
      )}
    >
      <button
        type="button"
        class="primary"
        onClick={() => {
          send({ type: 'solve' });
        }}
      >
        {t('Solve Failing Tests')}
      </button>
    </Hint>
  );
}
