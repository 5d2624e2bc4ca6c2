import path from 'node:path';

/**
 * A path beside `file` whose name a runner's pattern takes for the same kind of file: what marks a
 * test in the name is kept, the rest becomes `random`. `extension` replaces the last one.
 */
export function siblingOf(file: string, random: string, extension?: string): string {
  const { dir, base } = path.posix.parse(file);
  const dot = base.indexOf('.', 1);
  const stem = dot < 0 ? base : base.slice(0, dot);
  const endings = dot < 0 ? '' : base.slice(dot);
  const [, before = ''] = /^(tests?[-_])/i.exec(stem) ?? [];
  const [after = ''] = /[-_](tests?|spec)$/i.exec(stem) ?? [];
  // A name that is the mark alone (`tests.py`) has no pattern to keep to but the common one.
  const marked = before + after === '' && /^tests?$/i.test(stem) ? 'test_' : before;
  const ending = extension ? endings.replace(/\.\w+$/, extension) : endings;
  return path.posix.join(dir, `${marked}${random}${after}${ending}`);
}
