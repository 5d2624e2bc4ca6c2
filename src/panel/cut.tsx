import { clip } from '../trace/format.ts';
import type { SampleRow } from '../trace/rows.ts';
import { Icon } from './icon.tsx';

/** Where a budget or the end of the run cut a model's writing short, and why. */
export function Cut({ stop }: Pick<SampleRow, 'stop'>) {
  if (!stop) return null;
  return (
    <p class="cut">
      <span class="state open">
        <Icon name="stop-circle" />
      </span>{' '}
      {clip(stop.why, 300)}
    </p>
  );
}
