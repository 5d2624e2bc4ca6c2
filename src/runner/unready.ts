/** What runners say where something is missing that they need before any test, and what to do. */
const signs: readonly { readonly said: RegExp; readonly why: (missing: string) => string }[] = [
  {
    said: /No module named '?_?(pytest|unittest|coverage)\b/,
    why: (name) => `This Python has no ${name}: install it there, or name another with --test.`,
  },
  {
    said: /in offline mode and the artifact (\S+) has not been downloaded/,
    why: (name) => `Maven lacks ${name}, and tests run offline: let it run the tests once by hand.`,
  },
  {
    said: /(?:no matching package named|failed to (?:download|get)|unable to update) `?([\w@./+-]+)/,
    why: (name) => `Cargo lacks ${name}, and tests run offline: call cargo fetch first.`,
  },
  {
    said: /([\w./-]+@v[\w.+-]+): module lookup disabled by GOPROXY=off/,
    why: (name) => `Go lacks ${name}, and tests run offline: call go mod download first.`,
  },
];

/** Why no test ran, by the output of a run that reported none; null where it does not say. */
export function unready(output: string): string | null {
  for (const { said, why } of signs) {
    const found = said.exec(output)?.[1];
    if (found !== undefined) return why(found);
  }
  return null;
}
