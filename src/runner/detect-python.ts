import path from 'node:path';
import type { PackageView } from './detect.ts';
import { quote } from './words.ts';

const environments = ['.venv', 'venv'];
const testName = /(^|\/)(test_[^/]*|[^/]*_test|tests?)\.py$/;

/** Files whose table, if it is there, says that the package's tests are pytest's. */
const pytestTables: Record<string, RegExp> = {
  'pyproject.toml': /^\s*\[\s*tool\.pytest\b/m,
  'setup.cfg': /^\[tool:pytest\]/m,
  'tox.ini': /^\[pytest\]/m,
};

/**
 * The command of a Python package: pytest where it is configured, imported by tests, or tests are
 * bare functions, which unittest does not see; else unittest.
 */
export async function pythonCommand(view: PackageView): Promise<string | null> {
  const tests = view.paths.filter((file) => testName.test(file));
  const configured = await isPytestConfigured(view);
  if (tests.length === 0 && !configured) return null;
  const python = quote(interpreter(view));
  if (
    configured ||
    (await someFile(view, tests, /^\s*(import|from) pytest\b|^(async )?def test/m))
  ) {
    return `${python} -m pytest`;
  }
  return `${python} -m unittest${discovery(view, tests)}`;
}

async function isPytestConfigured(view: PackageView): Promise<boolean> {
  if (view.paths.some((file) => /(^|\/)conftest\.py$|^\.?pytest\.(ini|toml)$/.test(file)))
    return true;
  for (const [file, table] of Object.entries(pytestTables)) {
    if (view.paths.includes(file) && table.test(await view.read(file))) return true;
  }
  return false;
}

async function someFile(
  view: PackageView,
  files: readonly string[],
  pattern: RegExp,
): Promise<boolean> {
  for (const file of files) if (pattern.test(await view.read(file))) return true;
  return false;
}

/** The package's own virtual environment holds what its tests import. */
function interpreter(view: PackageView): string {
  const places = environments.flatMap((dir) => [`${dir}/bin/python`, `${dir}/Scripts/python.exe`]);
  return places.find((place) => view.exists(place)) ?? 'python3';
}

/** Arguments where a bare `unittest` would not find the tests: folders that are no packages, other names. */
function discovery(view: PackageView, tests: readonly string[]): string {
  const [top = '', ...others] = new Set(tests.map((file) => file.split('/', 1)[0] ?? ''));
  const oneFolder = others.length === 0 && top !== '' && !top.endsWith('.py');
  const start = oneFolder && !view.paths.includes(`${top}/__init__.py`) ? ` -s ${quote(top)}` : '';
  const usual = tests.some((file) => path.posix.basename(file).startsWith('test'));
  const pattern = usual ? '' : " -p '*_test.py'";
  return start + pattern === '' ? '' : ` discover${start}${pattern}`;
}
