import type { ComponentChildren } from 'preact';
import { t } from './text.ts';

interface Props {
  readonly text: string;
  readonly children?: ComponentChildren;
}

/** What stands where there is nothing to show yet, and why. */
export function Hint({ text, children }: Props) {
  return (
    <div class="hint">
      <h1 class="for-ears">{t('Trace')}</h1>
      <p>{text}</p>
      {children}
    </div>
  );
}
