// Solves the demo workspaces with the bundled model, offline: `npm run demo`.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';

const repository = path.resolve(import.meta.dirname, '..');
const demos = path.join(repository, 'demo');
const cli = path.join(repository, 'dist/cli.js');

/** When the newest file below a folder was written. */
function newest(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Math.max(...files.map((file) => statSync(path.join(file.parentPath, file.name)).mtimeMs));
}

function buildIfStale() {
  const built = statSync(cli, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > newest(path.join(repository, 'src'))) return;
  console.log('Building…');
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], {
    cwd: repository,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

/** A copy of a demo in a temporary folder, a git repository like a real workspace. */
function copyOf(name) {
  const workspace = mkdtempSync(path.join(os.tmpdir(), `reckon-demo-${name}-`));
  cpSync(path.join(demos, name), workspace, {
    recursive: true,
    filter: (source) => !['node_modules', '__pycache__'].includes(path.basename(source)),
  });
  symlinkSync(path.join(repository, 'node_modules'), path.join(workspace, 'node_modules'));
  const author = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.org'];
  const commit = [...author, '-c', 'commit.gpgsign=false', 'commit', '-q', '-m', 'Start'];
  for (const args of [['init', '-q'], ['add', '-A', '--', ':!node_modules'], commit])
    spawnSync('git', args, { cwd: workspace });
  return workspace;
}

/** Runs the command line on a copy; its progress goes to the terminal. */
function solve(name) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`);
  const workspace = copyOf(name);
  const start = performance.now();
  try {
    const { stdout } = spawnSync(
      process.execPath,
      [cli, 'solve', '--workspace', workspace, '--json'],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    return { name, seconds, ...JSON.parse(stdout) };
  } catch {
    return { name, outcome: 'failed', why: 'the command line gave no result' };
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

function show({ outcome, why, patch, seconds }) {
  if (outcome === 'solved')
    console.log(`\nSolved in ${seconds} s, by the workspace's own tests:\n\n${patch}`);
  else console.log(`\nNot solved (${outcome}): ${why}`);
}

buildIfStale();
const results = readdirSync(demos, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => {
    const result = solve(entry.name);
    show(result);
    return result;
  });
const solved = results.filter(({ outcome }) => outcome === 'solved').length;
console.log(`${solved} of ${results.length} solved.`);
process.exitCode = solved === results.length ? 0 : 1;
