/** How many ids are worth naming for one that is not known. */
const shown = 3;

/**
 * The known ids that a target names: an id; a file, by `fileOf` (relative to the copy's root) or by
 * the end of its path; what holds tests: a class, a suite, a module, a function with parameters; or
 * the path of a Rust test inside its crate; or `FILE::NAME::…`, a file and the names in it, whatever
 * the runner's ids look like. Empty where it names none.
 */
export function resolveTargets(
  name: string,
  known: readonly string[],
  fileOf: (id: string) => string | null,
): readonly string[] {
  if (known.includes(name)) return [name];
  const file = name.replaceAll('\\', '/').replace(/^\.\//, '');
  const inFile = idsIn(file, known, fileOf);
  if (inFile.length > 0) return inFile;
  const holders = ['::', '[', ' > ', '.', '#', '$'].map((separator) => name + separator);
  const held = known.filter((id) => holders.some((holder) => id.startsWith(holder)));
  if (held.length > 0) return held;
  const inCrate = known.filter((id) => id.replace(/^\w+::/, '') === name);
  return inCrate.length > 0 ? inCrate : byNames(file, known, fileOf);
}

function byNames(
  name: string,
  known: readonly string[],
  fileOf: (id: string) => string | null,
): readonly string[] {
  const [file = '', ...names] = name.split('::');
  if (names.length === 0) return [];
  const wanted = `::${evened(names.join('::'))}`;
  const named = idsIn(file, known, fileOf).filter((id) => {
    const own = evened(id);
    return own.endsWith(wanted) || own.includes(`${wanted}::`) || own.includes(`${wanted}[`);
  });
  // The outermost of those that are called so.
  const depth = (id: string) => evened(id).indexOf(wanted);
  const least = Math.min(...named.map(depth));
  return named.filter((id) => depth(id) === least);
}

/** The separators of all runners as one. */
function evened(id: string): string {
  return id.replaceAll(/ > |\./g, '::');
}

/** The known ids most like a name, best first. */
export function nearestIds(name: string, known: readonly string[]): string[] {
  return known
    .map((id) => ({ id, distance: editDistance(name, id) }))
    .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1))
    .slice(0, shown)
    .map(({ id }) => id);
}

/** The ids in a file: in the very one, else in those whose paths end so. */
function idsIn(
  file: string,
  known: readonly string[],
  fileOf: (id: string) => string | null,
): readonly string[] {
  const ids = known.filter((id) => {
    const path = fileOf(id);
    return path !== null && (path === file || path.endsWith(`/${file}`));
  });
  const exact = ids.filter((id) => fileOf(id) === file);
  return exact.length > 0 ? exact : ids;
}

/** Levenshtein's distance in code units, by two rows of its table. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const change = from[line - 1] === to[column - 1] ? 0 : 1;
      next[column] = Math.min(
        (row[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (row[column - 1] ?? 0) + change,
      );
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
