import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { differences, processesOf, readTree, type Tree } from '../kill/remains.ts';

const secret = 'planted-7f3a91c2';
/** Shared by all grounds, for it takes minutes to fill; seen read-only from inside. */
export const goCache = path.join(os.tmpdir(), `reckon-hostile-go-${process.pid}`);
/** How long processes of a run may take to be gone after it. */
const graceMs = 2_000;

/** What runners leave in a tree is no harm. */
const leavings = /(^|\/)(__pycache__|\.pytest_cache|build|node_modules)(\/|$)/;
const changes = (root: string, before: Tree) =>
  differences(readTree(root), before).filter((name) => !leavings.test(name));

/**
 * What a hostile program would be after, planted in a temporary folder: a home with keys, secrets in
 * the environment, a file outside the workspace, listeners on loopback and on sockets.
 */
export class Ground {
  readonly folder: string;
  readonly #servers: net.Server[] = [];
  readonly #env: NodeJS.ProcessEnv = { ...process.env };
  #port = 0;
  #calls = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<Ground> {
    const ground = new Ground(await mkdtemp(path.join(os.tmpdir(), 'reckon-hostile-')));
    ground.#plantFiles();
    ground.#port = await ground.#listen({ host: '127.0.0.1', port: 0 });
    for (const name of ['docker.sock', 'agent.sock', 'bus.sock'])
      await ground.#listen({ path: path.join(ground.folder, name) });
    await ground.#listen({ path: `\0${path.basename(ground.folder)}` });
    ground.#plantEnvironment();
    return ground;
  }

  get storage(): string {
    return path.join(this.folder, 'storage');
  }

  get #outside(): string {
    return path.join(this.folder, 'outside');
  }

  /** Puts what was planted, and the workspace's place, into an attack's text. */
  fill(text: string, root: string): string {
    const planted: Record<string, string> = {
      '<root>': root,
      '<outside>': this.#outside,
      '<up>': path.relative(root, this.#outside),
      '<home>': path.join(this.folder, 'home'),
      '<folder>': this.folder,
      '<abstract>': path.basename(this.folder),
      '<port>': String(this.#port),
      '<secret>': secret,
    };
    return text.replace(/<\w+>/g, (name) => planted[name] ?? name);
  }

  /** What the planted things tell has happened, and what texts (output, traces) give away. */
  async harms(tree: { root: string; before: Tree }, texts: string): Promise<string[]> {
    const left = await this.#processesLeft();
    const outside = readdirSync(this.#outside).sort().join();
    const harms: Record<string, boolean> = {
      'secret read': texts.includes(secret),
      'listener called': this.#calls > 0,
      'outside changed':
        outside !== 'mine.txt' ||
        readFileSync(path.join(this.#outside, 'mine.txt'), 'utf8') !== 'mine\n',
      'tree changed': changes(tree.root, tree.before).length > 0,
      'processes left': left.length > 0,
      'copies left': this.#copiesLeft().length > 0,
    };
    return Object.keys(harms).filter((harm) => harms[harm]);
  }

  /** Processes that were started in this ground and are alive a while after. */
  async #processesLeft(): Promise<number[]> {
    const deadline = performance.now() + graceMs;
    while (processesOf(this.folder).length > 0 && performance.now() < deadline) await sleep(50);
    return processesOf(this.folder);
  }

  #copiesLeft(): string[] {
    const sandbox = path.join(this.storage, 'sandbox');
    return existsSync(sandbox) ? readdirSync(sandbox) : [];
  }

  async dispose(): Promise<void> {
    for (const pid of processesOf(this.folder)) process.kill(pid, 'SIGKILL');
    for (const server of this.#servers) server.close();
    for (const name of Object.keys(process.env))
      if (!(name in this.#env)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, this.#env);
    await rm(this.folder, { recursive: true, force: true });
  }

  #plantFiles(): void {
    const files = {
      'home/.ssh/id_ed25519': secret,
      'home/.netrc': secret,
      'home/.config/gh/hosts.yml': secret,
      'outside/mine.txt': 'mine\n',
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
      writeFileSync(path.join(this.folder, name), text);
    }
  }

  /** Of this very process: what it passes on is what is attacked. */
  #plantEnvironment(): void {
    mkdirSync(goCache, { recursive: true });
    process.env['GOCACHE'] = goCache;
    process.env['HOME'] = path.join(this.folder, 'home');
    process.env['PLANTED_TOKEN'] = secret;
    process.env['DOCKER_HOST'] = `unix://${this.folder}/docker.sock`;
    process.env['SSH_AUTH_SOCK'] = path.join(this.folder, 'agent.sock');
    process.env['DBUS_SESSION_BUS_ADDRESS'] = `unix:path=${this.folder}/bus.sock`;
  }

  async #listen(where: net.ListenOptions): Promise<number> {
    const server = net.createServer((socket) => {
      this.#calls++;
      socket.on('error', () => undefined).end(`${secret}\n`);
    });
    this.#servers.push(server);
    await once(server.listen(where), 'listening');
    return where.path === undefined ? (server.address() as AddressInfo).port : 0;
  }
}
