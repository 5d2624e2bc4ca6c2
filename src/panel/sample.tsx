import { useMemo } from 'preact/hooks';
import { clip, duration } from '../trace/format.ts';
import { shortModel } from '../trace/lines.ts';
import type { SampleRow } from '../trace/rows.ts';
import { clippedLines } from './clipped.ts';
import { Cut } from './cut.tsx';
import { Diff } from './diff.tsx';
import { Icon } from './icon.tsx';
import { t } from './text.ts';
import { Tests } from './tests.tsx';
import { Thinking } from './thinking.tsx';
import { Tokens } from './tokens.tsx';
import { sampleLook, tokenCount } from './words.ts';

interface Props {
  readonly row: SampleRow;
  readonly onClose: () => void;
}

/** An opened sample: what it thought, what it changed, what the tests said. */
export function Sample({ row, onClose }: Props) {
  const { tone, words } = sampleLook(row);
  const why = row.why !== '' && !words.includes(row.why) ? row.why : '';
  const diff = useMemo(() => <Diff edits={row.edits} />, [row.edits]);
  const tests = useMemo(() => <Tests tests={row.tests} />, [row.tests]);
  return (
    <div class="sample">
      <div class="sample-head">
        <h3>
          {t('Sample {0}', row.id)} · <span class={tone}>{clip(words, 300)}</span>
        </h3>
        <button
          type="button"
          class="icon-button"
          aria-label={t('Close')}
          title={t('Close')}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      <p class="facts">
        <span>{clip(row.strategy, 80)}</span>
        <span title={clip(row.model, 300)}>{clip(shortModel(row.model), 80)}</span>
        {row.tokens > 0 && <span>{tokenCount(row.tokens)}</span>}
        {row.thinkMs !== null && <span>{t('thinking {0}', duration(row.thinkMs))}</span>}
        {row.answerMs !== null && <span>{t('answering {0}', duration(row.answerMs))}</span>}
        {row.testMs !== null && <span>{t('testing {0}', duration(row.testMs))}</span>}
      </p>
      {why !== '' && <p>{clip(why, 2_000)}</p>}
      <Thinking row={row} />
      {diff}
      <Answer row={row} />
      {tests}
    </div>
  );
}

/** The answer as the model wrote it. */
function Answer({ row }: { readonly row: SampleRow }) {
  if (row.answer.trim() === '') return null;
  const said = row.said.filter(({ channel }) => channel === 'answer');
  const told = said.some(({ tokens }) => tokens.some(({ logprob }) => logprob !== undefined));
  return (
    <details>
      <summary>{told ? t('Answer, shaded by confidence') : t('Answer')}</summary>
      <pre class="text" tabIndex={0} role="group" aria-label={t('Answer')}>
        {told ? <Tokens tokens={said.flatMap(({ tokens }) => tokens)} /> : clippedLines(row.answer)}
      </pre>
      <Cut stop={row.stop} />
    </details>
  );
}
