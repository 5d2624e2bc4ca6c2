import { targetName, testAt } from '../runner/places.ts';
import type { TestPlace } from '../runner/runner.ts';
import type { NamedTest } from './prefill.ts';

/** What is used of an item of the test explorer: `vscode.TestItem` is one. */
export interface ItemLike {
  readonly label: string;
  readonly parent?: ItemLike | undefined;
  readonly uri?: { toString(): string } | undefined;
  readonly range?: { readonly start: { readonly line: number } } | undefined;
  readonly children: { readonly size: number };
}

/**
 * The test, suite or file that an item of the test explorer stands for, as Solve takes it: by its
 * range where that meets a test of the file, else by the labels down to it. `file`: the item's file
 * relative to the workspace, with `/`; `places`: the tests in it.
 */
export function testOfItem(item: ItemLike, file: string, places: readonly TestPlace[]): NamedTest {
  const names = isFile(item) ? [] : (namesByRange(item, places) ?? namesByLabels(item));
  return { target: targetName(file, names), name: names.at(-1) ?? file };
}

/** An item whose parent is of another file, or of none, and that holds others, is the file's own. */
function isFile({ uri, parent, children }: ItemLike): boolean {
  return children.size > 0 && uri?.toString() !== parent?.uri?.toString();
}

function namesByRange(item: ItemLike, places: readonly TestPlace[]): readonly string[] | null {
  const line = item.range?.start.line;
  if (line === undefined) return null;
  const holder = item.children.size > 0 ? suiteAt(item, line, places) : null;
  if (holder) return holder;
  const sameLine = places.filter(({ start }) => start === line);
  const test = sameLine.find(({ names }) => names.at(-1) === item.label) ?? testAt(places, line);
  return test ? withParameters(test.names, item.label) : null;
}

/** The names down to a suite that starts on a line: those of its first test, up to its label. */
function suiteAt({ label }: ItemLike, line: number, places: readonly TestPlace[]) {
  const inside = places.find(({ start, names }) => start >= line && names.includes(label));
  return inside ? inside.names.slice(0, inside.names.indexOf(label) + 1) : null;
}

/** One form of a test with parameters is labelled `[1-2]` or `test_x[1-2]`. */
function withParameters(names: readonly string[], label: string): readonly string[] {
  const [parameters] = /\[.*\]$/.exec(label) ?? [];
  const last = names.at(-1) ?? '';
  if (parameters === undefined || last.endsWith(parameters)) return names;
  return [...names.slice(0, -1), last + parameters];
}

/** The labels from below the file's own item down to this one. */
function namesByLabels(item: ItemLike): readonly string[] {
  const { parent } = item;
  const above = parent && !isFile(parent) && parent.uri ? namesByLabels(parent) : [];
  return [...above, item.label];
}
