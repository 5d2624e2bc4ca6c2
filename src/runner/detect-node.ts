import type { PackageView } from './detect.ts';
import { isTestFile } from './protected.ts';

/** What npm writes into a new package.json, in every version of it. */
const noTestYet = 'no test specified';
const managers = [
  ['pnpm-lock.yaml', 'pnpm test'],
  ['yarn.lock', 'yarn test'],
  ['bun.lock', 'bun run test'],
  ['bun.lockb', 'bun run test'],
] as const;

const runners = [
  { name: 'vitest', configuration: /^vitest\.config\.\w+$/, command: 'npx vitest run' },
  { name: 'jest', configuration: /^jest\.config\.\w+$/, command: 'npx jest' },
  { name: 'mocha', configuration: /^\.mocharc(\.\w+)?$/, command: 'npx mocha' },
];

/** The command of a JavaScript package: its test script, else the runner it uses. */
export async function nodeCommand(view: PackageView): Promise<string | null> {
  const script = view.json?.scripts?.['test'];
  if (script !== undefined && !script.includes(noTestYet)) {
    return managers.find(([lock]) => view.paths.includes(lock))?.[1] ?? 'npm test';
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
