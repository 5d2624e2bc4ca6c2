import { clip, duration } from '../trace/format.ts';
import type { TestRow } from '../trace/rows.ts';
import { clippedLines } from './clipped.ts';
import { t } from './text.ts';

/** More failures are only counted. */
const most = 20;

/** What the tests said of a sample, run by run. */
export function Tests({ tests }: { readonly tests: readonly TestRow[] }) {
  if (tests.length === 0) return null;
  return (
    <section>
      <h4>{t('Tests')}</h4>
      <ul class="tests">
        {tests.map((run, index) => (
          <li key={index}>
            <Run run={run} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Run({ run }: { readonly run: TestRow }) {
  const { passed, failed, skipped, ms, failures } = run;
  const counts = [
    t('{0} passed', passed),
    failed > 0 ? t('{0} failed', failed) : '',
    skipped > 0 ? t('{0} skipped', skipped) : '',
    run.cause === 'exit' ? '' : clip(run.cause, 80),
    duration(ms),
  ];
  return (
    <>
      <p class="facts">
        <span>{phaseWords(run.phase)}</span>
        {counts.filter(Boolean).map((text) => (
          <span key={text}>{text}</span>
        ))}
      </p>
      {failures.slice(0, most).map(({ id, message }, index) => (
        <details key={index} class="failure">
          <summary>{nameOf(id, message)}</summary>
          <pre
            class="text"
            tabIndex={0}
            role="group"
            aria-label={t('Message of {0}', nameOf(id, message))}
          >
            {clippedLines(message)}
          </pre>
        </details>
      ))}
      {failures.length > most && <p>{t('and {0} more', failures.length - most)}</p>}
    </>
  );
}

/** A failure that belongs to no test, such as a file that cannot be read, goes by what it says. */
function nameOf(id: string, message: string): string {
  return clip(id, 300) || clip(message, 100) || t('no test');
}

function phaseWords(phase: TestRow['phase']): string {
  switch (phase) {
    case 'targets':
      return t('tests to fix');
    case 'suite':
      return t('all tests');
    case 'confirm':
      return t('all tests, once more');
    case 'planted':
      return t('all tests, with a mistake planted');
  }
}
