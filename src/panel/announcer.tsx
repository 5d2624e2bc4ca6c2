import type { PanelState } from './state.ts';
import { t } from './text.ts';
import { outcomeLook, sampleLook } from './words.ts';

/** Tells screen readers how a run goes on: the last verdict, then the outcome. */
export function Announcer({ state: { view, live, loading } }: { readonly state: PanelState }) {
  let said = '';
  if (!loading && view.start) {
    const judged = view.samples.findLast(({ verdict }) => verdict !== null);
    if (view.end) said = `${outcomeLook(view.end.outcome, live).words}. ${view.end.why}`;
    else if (judged) said = t('Sample {0} {1}', judged.id, sampleLook(judged).words);
  }
  return (
    <div class="for-ears" role="status" aria-live="polite">
      {said}
    </div>
  );
}
