import { languageOf, type LanguageName, type Syntax } from '../base/syntax.ts';
import { goTests } from './listing-go.ts';
import { javaScriptTests } from './listing-javascript.ts';
import { pythonTests } from './listing-python.ts';
import { isTestFile } from './protected.ts';
import type { SourceFile, TestPlace } from './runner.ts';

type Find = (file: SourceFile, syntax: Syntax) => Promise<TestPlace[]>;

const finders: Partial<Record<LanguageName, Find>> = {
  python: pythonTests,
  javascript: javaScriptTests,
  typescript: javaScriptTests,
  tsx: javaScriptTests,
  go: goTests,
};

/** The tests of a file by its syntax alone, whichever runner runs them; none in other files. */
export async function findTests(file: SourceFile, syntax: Syntax): Promise<TestPlace[]> {
  const language = languageOf(file.path);
  const find = language && finders[language];
  return find && isTestFile(file.path) ? await find(file, syntax) : [];
}

/** The innermost test around a line (from 0); undefined where there is none. */
export function testAt(places: readonly TestPlace[], line: number): TestPlace | undefined {
  return places
    .filter(({ start, end }) => start <= line && line <= end)
    .reduce<TestPlace | undefined>(
      (inner, place) => (inner && inner.start >= place.start ? inner : place),
      undefined,
    );
}

/** The target that a test is named by: `FILE::SUITE::TEST`. See `resolveTargets`. */
export function targetName(file: string, names: readonly string[]): string {
  return [file, ...names].join('::');
}
