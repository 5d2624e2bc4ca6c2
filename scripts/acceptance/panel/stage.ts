import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { FromPanel, ToPanel } from '../../../src/panel/protocol.ts';
import type { TraceEvent } from '../../../src/trace/events.ts';
import { readTrace } from '../../../src/trace/read.ts';
import { pageOf } from '../../../src/vscode/panel/page.ts';
import { findChromium } from '../editor/install.ts';
import themes from './themes.json' with { type: 'json' };

const repository = path.resolve(import.meta.dirname, '../../..');
const built = path.join(repository, 'dist', 'panel');

const flags = '--no-sandbox --disable-gpu --no-first-run --disable-background-networking';

export type Theme = keyof typeof themes;
export const themeNames = Object.keys(themes) as Theme[];

/** The built panel in a page of its own, under its own content security policy. */
export class PanelStage {
  readonly #browser: Browser;
  readonly #server: Server;
  readonly #origin: string;

  private constructor(browser: Browser, server: Server) {
    this.#browser = browser;
    this.#server = server;
    this.#origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open(): Promise<PanelStage> {
    const server = createServer((request, response) => {
      void serve(request.url ?? '/').then(({ type, body }) => {
        response.setHeader('content-type', type).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const executablePath = await findChromium();
    const browser = await chromium.launch({ executablePath, args: flags.split(' ') });
    return new PanelStage(browser, server);
  }

  /** A fresh panel of this width; it has sent that it is ready. */
  async panel(width: number, theme: Theme, height = 900): Promise<Panel> {
    const context = await this.#browser.newContext({ viewport: { width, height } });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    const set = { colours: themes[theme], body: `vscode-${theme}` };
    await page.addInitScript(`globalThis.stage = ${JSON.stringify(set)};`);
    await page.addInitScript({ path: path.join(import.meta.dirname, 'as-editor.mjs') });
    await page.goto(this.#origin);
    await page.locator('.toolbar').waitFor();
    return new Panel(page, errors);
  }

  /** Starts to record what the browser does for a panel; `traced` ends it. */
  async trace({ page }: Panel, categories: string[]): Promise<void> {
    await this.#browser.startTracing(page, { categories });
  }

  /** The record, as Chromium writes it. */
  async traced(): Promise<Buffer> {
    return await this.#browser.stopTracing();
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }
}

/** One panel on the stage. */
export class Panel {
  readonly page: Page;
  /** What went wrong in it, breaches of its policy among that. */
  readonly errors: readonly string[];

  constructor(page: Page, errors: readonly string[]) {
    this.page = page;
    this.errors = errors;
  }

  /** Posts a message of the extension. */
  async post(message: ToPanel | ToPanel[]): Promise<void> {
    const messages = [message].flat().map((each) => `postMessage(${JSON.stringify(each)}, '*');`);
    await this.page.evaluate(messages.join('\n'));
  }

  /** What the panel has sent. */
  async told(): Promise<FromPanel[]> {
    return await this.page.evaluate<FromPanel[]>('told');
  }

  /** Shows a recorded run as the extension would. */
  async show(events: readonly TraceEvent[]): Promise<void> {
    const run = events[0]?.run ?? 'run';
    await this.post([
      { type: 'opened', run },
      { type: 'events', run, events: [...events] },
      { type: 'loaded', run, live: false },
    ]);
    await this.settled();
  }

  /** Waits until what was posted is on the screen. */
  async settled(): Promise<void> {
    const drawn = 'new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))';
    await this.page.evaluate(drawn);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** A recorded run of the fixtures. */
export async function recorded(name: string): Promise<TraceEvent[]> {
  const file = path.join(repository, 'test/fixtures/traces', `${name}.jsonl`);
  const events: TraceEvent[] = [];
  for await (const event of readTrace(file)) events.push(event);
  return events;
}

async function serve(url: string): Promise<{ type: string; body: string | Buffer }> {
  if (url === '/') {
    const paths = { script: '/panel.js', style: '/style.css', source: "'self'" };
    return { type: 'text/html', body: pageOf({ ...paths, nonce: 'stage', language: 'en' }) };
  }
  const name = path.basename(url.split('?')[0] ?? '');
  const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css' };
  const type = types[path.extname(name)] ?? 'application/octet-stream';
  return { type, body: await readFile(path.join(built, name)).catch(() => '') };
}
