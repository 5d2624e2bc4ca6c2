import { useEffect, useState } from 'preact/hooks';
import { Announcer } from './announcer.tsx';
import { Completions } from './completions.tsx';
import { remember, remembered } from './host.ts';
import type { PanelState } from './state.ts';
import { Solve } from './solve.tsx';
import { t } from './text.ts';
import { Toolbar } from './toolbar.tsx';

/** The whole panel. */
export function App({ state }: { readonly state: PanelState }) {
  const [tab, setTab] = useState(remembered().tab);
  const show = (next: typeof tab) => {
    setTab(next);
    remember({ tab: next });
  };
  useScrollMemory(state.loading);
  return (
    <>
      <Toolbar state={state} tab={tab} onTab={show} />
      <main id="page" aria-label={tab === 'solve' ? t('Solve') : t('Complete')}>
        {tab === 'solve' ? (
          <Solve key={state.run} state={state} />
        ) : (
          <Completions rows={state.suggestions} />
        )}
      </main>
      <Announcer state={state} />
    </>
  );
}

/** Scrolls to where the user was once the run is there again, and keeps that place. */
function useScrollMemory(loading: boolean): void {
  const [restored, setRestored] = useState(false);
  useEffect(() => {
    if (loading || restored || document.body.scrollHeight <= innerHeight) return;
    scrollTo({ top: remembered().scroll, behavior: 'instant' });
    setRestored(true);
  });
  useEffect(() => {
    if (!restored) return;
    const keep = () => {
      remember({ scroll: scrollY });
    };
    addEventListener('scrollend', keep);
    return () => {
      removeEventListener('scrollend', keep);
    };
  }, [restored]);
}
