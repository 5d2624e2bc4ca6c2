import axe from 'axe-core';
import type { Benchmark, Row } from './benchmark.ts';
import { type Panel, PanelStage, recorded, type Theme, themeNames } from './panel/stage.ts';

/** What is looked at: a recording, and what is opened of it. */
const scenes: Readonly<Record<string, (panel: Panel) => Promise<void>>> = {
  solved: shown('solved'),
  ask: shown('ask'),
  abstained: shown('abstained'),
  failed: shown('failed'),
  cancelled: shown('cancelled'),
  sample: async (panel) => {
    await shown('solved-chat')(panel);
    await panel.page.locator('.lane').first().click();
    await panel.page.evaluate(
      'for (const each of document.querySelectorAll("details")) each.open = true',
    );
  },
  'cut short': async (panel) => {
    await shown('cut-short')(panel);
    await panel.page.locator('.lane').nth(1).click();
    await panel.page.locator('.thinking').evaluate('(each) => (each.open = true)');
  },
  'completion model': shown('solved-bundled'),
  suggestions: async (panel) => {
    await panel.post({ type: 'suggestions', events: await recorded('suggestions') });
    await panel.page.getByRole('button', { name: 'Complete' }).click();
  },
  'past runs': async (panel) => {
    await shown('solved')(panel);
    const run = { at: 0, title: 'a test', live: false };
    const outcomes = ['solved', 'ask', 'abstained', 'failed', 'cancelled', null] as const;
    const runs = outcomes.map((outcome, index) => ({ ...run, run: `r${index}`, outcome }));
    await panel.post({ type: 'runs', runs });
    await panel.page.getByRole('button', { name: 'Past runs' }).click();
  },
  nothing: (panel) => panel.post({ type: 'opened', run: null }),
};

function shown(name: string) {
  return async (panel: Panel) => {
    const events = await recorded(name);
    await panel.show(events);
    const buttons = ['Apply', 'View Patch', 'Show Report'];
    const steps = buttons.map((label, index) => ({ label, primary: index === 0 }));
    await panel.post({ type: 'steps', run: events[0]?.run ?? '', steps });
  };
}

const widths = [240, 900];

let opening: Promise<PanelStage> | undefined;

async function run(id: string): Promise<Row> {
  const [scene = '', width, theme] = id.split(', ');
  const stage = await (opening ??= PanelStage.open());
  const panel = await stage.panel(Number(width), theme as Theme);
  try {
    await scenes[scene]?.(panel);
    await panel.settled();
    await panel.page.evaluate(axe.source);
    const { violations, passes } = await panel.page.evaluate<axe.AxeResults>('axe.run()');
    const found = violations.map((each) => ({
      rule: each.id,
      at: each.nodes.slice(0, 3).map(({ target, failureSummary }) => ({ target, failureSummary })),
    }));
    const result = { violations: found, errors: panel.errors };
    return { id, result, measured: { rulesThatHold: passes.length } };
  } finally {
    await panel.close();
  }
}

/** axe-core on the panel: recorded runs of every outcome and more, two widths, three themes. */
export const benchmark: Benchmark = {
  seeds: {},
  rows: () =>
    Promise.resolve(
      Object.keys(scenes).flatMap((scene) =>
        widths.flatMap((width) => themeNames.map((theme) => `${scene}, ${width}, ${theme}`)),
      ),
    ),
  run,
  summarise: (rows) => {
    const bad = rows.filter(({ result }) => (result['violations'] as unknown[]).length > 0);
    return [
      `${rows.length} pages, ${bad.length} with violations`,
      ...bad.map(({ id, result }) => `${id}: ${JSON.stringify(result['violations'])}`),
    ];
  },
  dispose: async () => {
    await (await opening)?.close();
  },
};
