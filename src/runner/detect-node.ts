import type { PackageView } from './detect.ts';
import { isTestFile } from './protected.ts';

/** What npm writes into a new package.json, in every version of it. */
const noTestYet = 'no test specified';
/** How each package manager runs the test script, by the files that it leaves. */
const managers = [
  { locks: ['pnpm-lock.yaml', 'pnpm-workspace.yaml'], command: 'pnpm test' },
  { locks: ['yarn.lock'], command: 'yarn test' },
  { locks: ['bun.lock', 'bun.lockb'], command: 'bun run test' },
  { locks: ['package-lock.json', 'npm-shrinkwrap.json'], command: 'npm test' },
];

const runners = [
  { name: 'vitest', configuration: /^vitest\.config\.\w+$/, command: 'npx vitest run' },
  { name: 'jest', configuration: /^jest\.config\.\w+$/, command: 'npx jest' },
  { name: 'mocha', configuration: /^\.mocharc(\.\w+)?$/, command: 'npx mocha' },
];

/** The command of a JavaScript package: its test script, else the runner it uses. */
export async function nodeCommand(view: PackageView): Promise<string | null> {
  const script = view.json?.scripts?.['test'];
  if (script !== undefined && !script.includes(noTestYet)) {
    return managerCommand(view);
  }
  const tests = view.paths.filter((file) => isTestFile(file) && /\.[cm]?[jt]sx?$/.test(file));
  const installed = { ...view.json?.dependencies, ...view.json?.devDependencies };
  for (const { name, configuration, command } of runners) {
    const configured = view.paths.some((file) => configuration.test(file));
    if (configured || (name in installed && tests.length > 0)) return command;
  }
  for (const file of tests) {
    if (/\.[cm]?js$/.test(file) && /['"]node:test['"]/.test(await view.read(file))) {
      return 'node --test';
    }
  }
  return null;
}

/** By the nearest lock file: a workspace's packages share the one of its root. */
function managerCommand({ foldersUp }: PackageView): string {
  for (const names of foldersUp) {
    const found = managers.find(({ locks }) => locks.some((lock) => names.has(lock)));
    if (found) return found.command;
  }
  return 'npm test';
}
