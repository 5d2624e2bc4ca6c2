import { clip } from '../trace/format.ts';
import type { SampleRow } from '../trace/rows.ts';
import { type DiffRow, diffRows } from './diff-rows.ts';
import { t } from './text.ts';

/** More rows are cut: the editor's own diff shows them all. */
const most = 500;

const signs = { place: '', same: ' ', removed: '-', added: '+', note: '' } as const;

/** A patch, file by file. */
export function Diff({ edits }: { readonly edits: SampleRow['edits'] }) {
  return edits.map((edit) => {
    const rows = diffRows(edit);
    const path = clip(edit.path, 300);
    return (
      <section key={edit.path}>
        <h4>{path}</h4>
        <pre class="diff" tabIndex={0} role="group" aria-label={t('Change of {0}', path)}>
          {rows.slice(0, most).map((row, index) => (
            <Row key={index} row={row} />
          ))}
          {rows.length > most && (
            <div class="note">{t('and {0} more lines', rows.length - most)}</div>
          )}
        </pre>
      </section>
    );
  });
}

function Row({ row: { kind, spans } }: { readonly row: DiffRow }) {
  return (
    <div class={kind}>
      {signs[kind]}
      {spans.map(({ text, changed }, index) =>
        changed ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
      )}
    </div>
  );
}
