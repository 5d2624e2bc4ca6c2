import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

/** Pinned, and no dependency of ours: only this needs it. */
const exporter = ['exec', '--yes', '--package=@vscode/l10n-dev@0.0.35', '--', 'vscode-l10n-dev'];

/** Writes the words of the sources for translators, bundle.l10n.json, into a folder. */
export async function exportStrings(sources: string, out: string): Promise<void> {
  const copies = await mkdtemp(path.join(os.tmpdir(), 'reckon-strings-'));
  try {
    for (const file of await readdir(sources, { recursive: true })) {
      if (!/\.tsx?$/.test(file)) continue;
      const copy = path.join(copies, file);
      await mkdir(path.dirname(copy), { recursive: true });
      await writeFile(copy, inExportersWords(await readFile(path.join(sources, file), 'utf8')));
    }
    await execa('npm', [...exporter, 'export', '--outDir', out, '.'], { cwd: copies });
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
}

/**
 * The exporter finds `l10n.t('…')` alone. Pure modules are handed `t`, and the panel has its own:
 * their calls are written so that it finds them.
 */
export function inExportersWords(source: string): string {
  if (!/^import .*(\bTranslate\b|\{ t \})/m.test(source)) return source;
  const calls = source.replaceAll(/(?<![\w.$])t\(/g, 'l10n.t(');
  return `import * as l10n from '@vscode/l10n';\n${calls}`;
}
