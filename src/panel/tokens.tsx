import type { SaidRow } from '../trace/rows.ts';
import { clippedText } from './clipped.ts';
import { probability, shade } from './confidence.ts';
import { t } from './text.ts';

/** More tokens are cut. */
const most = 2_000;

interface Props {
  readonly tokens: SaidRow['tokens'];
  /** How many of them were written before another model took over. */
  readonly handedOver?: number | undefined;
}

/** Text in which each token is shaded by how sure the model was of it. */
export function Tokens({ tokens, handedOver }: Props) {
  return (
    <span class="tokens">
      {tokens.slice(0, most).map((token, index) => {
        const p = probability(token);
        const text = clippedText(token.text, 5_000);
        if (p === null) return <span key={index}>{text}</span>;
        const place = index === handedOver ? ' handed-over' : '';
        return (
          <span
            key={index}
            class={`sure-${shade(p)}${place}`}
            title={t('probability {0}', p.toFixed(2))}
          >
            {text}
          </span>
        );
      })}
      {tokens.length > most && '…'}
    </span>
  );
}
