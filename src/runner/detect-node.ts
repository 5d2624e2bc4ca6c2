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

/** The command of a JavaScript package: its test script, else the runner it uses. */
export async function nodeCommand(view: PackageView): Promise<string | null> {
  const script = view.json?.scripts?.['test'];
  if (script !== undefined && !script.includes(noTestYet)) {
    return managers.find(([lock]) => view.paths.includes(lock))?.[1] ?? 'npm test';
  }
  const tests = view.paths.filter((file) => isTestFile(file) && /\.[cm]?[jt]sx?$/.test(file));
  const installed = { ...view.json?.dependencies, ...view.json?.devDependencies };
  const configured = view.paths.some((file) => /^vitest\.config\.\w+$/.test(file));
  if (configured || ('vitest' in installed && tests.length > 0)) return 'npx vitest run';
  for (const file of tests) {
    if (/\.[cm]?js$/.test(file) && /['"]node:test['"]/.test(await view.read(file))) {
      return 'node --test';
    }
  }
  return null;
}
