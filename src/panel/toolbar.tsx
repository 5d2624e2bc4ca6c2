import { useState } from 'preact/hooks';
import type { Memory } from './memory.ts';
import { send } from './host.ts';
import { Icon } from './icon.tsx';
import { Runs } from './runs.tsx';
import type { PanelState } from './state.ts';
import { t } from './text.ts';

type Tab = Memory['tab'];

interface Props {
  readonly state: PanelState;
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
}

/** What is shown, the past runs, and the export. */
export function Toolbar({ state: { runs, run }, tab, onTab }: Props) {
  const [history, setHistory] = useState(false);
  const open = history && tab === 'solve';
  return (
    <header class="toolbar-area">
      <div class="toolbar">
        <nav aria-label={t('View')}>
          <TabButton tab="solve" now={tab} onTab={onTab} label={t('Solve')} />
          <TabButton tab="complete" now={tab} onTab={onTab} label={t('Complete')} />
        </nav>
        {tab === 'solve' && (
          <>
            <button
              type="button"
              class="icon-button"
              title={t('Past runs')}
              aria-label={t('Past runs')}
              aria-expanded={open}
              onClick={() => {
                setHistory(!history);
              }}
            >
              <Icon name="history" />
            </button>
            <button
              type="button"
              class="icon-button"
              title={t('Export this run as JSONL')}
              aria-label={t('Export this run as JSONL')}
              disabled={run === null}
              onClick={() => {
                if (run !== null) send({ type: 'export', run });
              }}
            >
              <Icon name="export" />
            </button>
          </>
        )}
      </div>
      {open && (
        <Runs
          runs={runs}
          shown={run}
          onOpened={() => {
            setHistory(false);
          }}
        />
      )}
    </header>
  );
}

interface TabProps {
  readonly tab: Tab;
  readonly now: Tab;
  readonly onTab: (tab: Tab) => void;
  readonly label: string;
}

function TabButton({ tab, now, onTab, label }: TabProps) {
  return (
    <button
      type="button"
      class="tab"
      aria-current={tab === now ? 'page' : undefined}
      onClick={() => {
        onTab(tab);
      }}
    >
      {label}
    </button>
  );
}
