import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';

/** What a tree holds: a digest of mode and content for each path, `.git` included. */
export type Tree = ReadonlyMap<string, string>;

/** Reads a tree whole; links are taken as links. */
export function readTree(root: string): Tree {
  const tree = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(root, file);
    if (entry.isSymbolicLink()) tree.set(name, `link ${readlinkSync(file)}`);
    else if (entry.isFile()) tree.set(name, digest(statSync(file).mode, readFileSync(file)));
  }
  return tree;
}

/** A tree with other content in some of its files. */
export function withTexts(tree: Tree, root: string, texts: Readonly<Record<string, string>>): Tree {
  const changed = Object.entries(texts).map(([name, text]) => {
    const { mode } = statSync(path.join(root, name));
    return [name, digest(mode, Buffer.from(text))] as const;
  });
  return new Map([...tree, ...changed]);
}

function digest(mode: number, content: Buffer): string {
  return `${mode.toString(8)} ${createHash('sha256').update(content).digest('hex')}`;
}

/** Paths that are not the same in both trees. */
export function differences(a: Tree, b: Tree): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
}

/**
 * Processes that have to do with a folder: it stands in their arguments, their environment or what
 * is mounted for them (those in a sandbox see it in no other way). Linux only.
 */
export function processesOf(folder: string): number[] {
  return processesNaming(path.basename(folder));
}

/** Processes in whose arguments, environment or mounts a text stands. Linux only. */
export function processesNaming(text: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) =>
      ['cmdline', 'environ', 'mountinfo'].some((file) => readProc(pid, file).includes(text)),
    )
    .map(Number);
}

/** '' where the process is gone. */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
