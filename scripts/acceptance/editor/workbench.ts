import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Browser,
  chromium,
  type FrameLocator,
  type Locator,
  type Page,
} from 'playwright-core';
import { ground, type Installed, ownConfiguration } from './install.ts';

/** Settings that keep the stage clear. */
const calm = {
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'git.openRepositoryInParentFolders': 'never',
  'chat.commandCenter.enabled': false,
  'window.commandCenter': false,
};

const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

type Settings = Readonly<Record<string, unknown>>;

export interface WorkbenchOptions {
  /** A folder, or a file that lists several: `.code-workspace`. */
  readonly workspace: string;
  readonly settings: Settings;
  /** Environment of the extension host, beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** False: the workspace is one that the user has not said to trust. */
  readonly trusted?: boolean;
}

interface Folders {
  readonly profile: string;
  readonly extensions: string;
}

/** Slow machines: how long anything on the screen may take, in milliseconds. */
const patience = 90_000;
/** How long a list is looked at before it is asked for anew. */
const brief = 5000;

const yes = () => true;
const no = () => false;

/** A real workbench in a real browser, driven as a person would. */
export class Workbench {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #server: ChildProcess;
  readonly #profile: string;
  readonly #extensions: string;

  private constructor(page: Page, browser: Browser, server: ChildProcess, folders: Folders) {
    this.page = page;
    this.#browser = browser;
    this.#server = server;
    this.#profile = folders.profile;
    this.#extensions = folders.extensions;
  }

  static async open(installed: Installed, options: WorkbenchOptions): Promise<Workbench> {
    const profile = await mkdtemp(path.join(os.tmpdir(), 'reckon-profile-'));
    await mkdir(path.join(profile, 'User'), { recursive: true });
    await writeSettings(profile, options.settings);
    const port = await freePort();
    const server = startServer(installed, options, profile, port);
    const address = `http://127.0.0.1:${port}`;
    await answers(address);
    const browser = await chromium.launch({
      executablePath: installed.chromium,
      args: flags.split(' '),
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(patience);
    const kind = options.workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
    await page.goto(`${address}/?${kind}=${encodeURIComponent(options.workspace)}`);
    await page.locator('.monaco-workbench .part.editor').waitFor();
    const { extensions } = installed;
    return new Workbench(page, browser, server, { profile, extensions });
  }

  /** Where Reckon keeps its runs. */
  get storage(): string {
    return path.join(this.#profile, 'User/globalStorage/reckon.reckon');
  }

  /** Where Reckon keeps its copies while it runs. */
  get copies(): string {
    return path.join(this.storage, 'sandbox');
  }

  /** Process ids of Reckon's engines. Linux only. */
  engines(): number[] {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .filter((pid) => {
        const command = commandLine(pid);
        return command.includes(this.#extensions) && command.includes('engine.js');
      })
      .map(Number);
  }

  /** Reckon's item in the status bar. */
  get status(): Locator {
    return this.page.locator('[id$="reckon.status"]').first();
  }

  /** The outcomes of suggestions that Reckon has recorded. */
  async accepts(): Promise<string[]> {
    const file = path.join(this.#profile, 'User/globalStorage/reckon.reckon/accepts.jsonl');
    const text = await readFile(file, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => (JSON.parse(line) as { outcome: string }).outcome);
  }

  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.pick(name, name);
    await this.page.locator('.tab.active', { hasText: name }).first().waitFor();
    await this.page.locator('.monaco-editor.focused').first().waitFor();
  }

  async goToLine(line: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.answer(`:${line}`);
  }

  /** Calls a command by its title; it may come with an extension that is still on its way. */
  async command(title: string): Promise<void> {
    const deadline = performance.now() + patience;
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    for (;;) {
      await this.page.keyboard.press('F1');
      await this.input.fill(`>${title}`);
      if (await row.waitFor({ timeout: brief }).then(yes, no)) break;
      if (performance.now() > deadline) throw new Error(`no command is called ${title}`);
      await this.page.keyboard.press('Escape');
    }
    await row.click();
  }

  /** Types into the open list, and takes the row that is meant. */
  async pick(typed: string, row: string): Promise<void> {
    await this.input.fill(typed);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first().click();
  }

  /** Takes a file in the editor's own dialog, which sets its field anew once it lists a folder. */
  async pickFile(file: string): Promise<void> {
    const up = this.page.locator('.quick-input-list .label-name', { hasText: /^\.\.$/ });
    await up.waitFor();
    await this.pick(file, path.basename(file));
  }

  /** The open question's field. */
  get input(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-box input').first();
  }

  /** Fills the open question in and sends it. */
  async answer(text: string): Promise<void> {
    await this.input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  async press(within: Locator, button: string): Promise<void> {
    await within.locator('.monaco-button', { hasText: button }).first().click();
  }

  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box').first();
  }

  /** The inside of the side panel. */
  get panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
  }

  async shot(name: string): Promise<void> {
    const folder = path.join(ground, 'screenshots');
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.kill('SIGTERM');
    await new Promise((resolve) => this.#server.once('exit', resolve));
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function writeSettings(profile: string, settings: Settings): Promise<void> {
  const file = path.join(profile, 'User', 'settings.json');
  await writeFile(file, JSON.stringify({ ...calm, ...settings }));
}

function startServer(
  { node, server, options, extensions }: Installed,
  { env = {}, trusted = true }: WorkbenchOptions,
  profile: string,
  port: number,
): ChildProcess {
  const args = [
    ...[server, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
    ...['--disable-telemetry', '--disable-update-check', ...options],
    ...['--user-data-dir', profile, '--extensions-dir', extensions],
    ...(trusted ? ['--disable-workspace-trust'] : []),
  ];
  return spawn(node, args, {
    env: { ...process.env, ...ownConfiguration, ...env },
    stdio: 'ignore',
  });
}

/** '' where the process is gone. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function answers(address: string): Promise<void> {
  const deadline = performance.now() + patience;
  while (performance.now() < deadline) {
    if (
      await fetch(address).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await sleep(250);
  }
  throw new Error('the editor does not start');
}
