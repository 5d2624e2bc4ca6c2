import path from 'node:path';
import type { Failure } from '../../base/failure.ts';

/** Names that Windows takes for devices, whatever the extension. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i;

/** Code points that HFS+ leaves out when it compares names. */
const ignoredByMac = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

// eslint-disable-next-line no-control-regex -- control characters are what is refused
const control = /[\u0000-\u001f\u007f]/;

/**
 * Why no patch may name this path, on any system: a repository is read on several. Codes:
 * `path-outside` (absolute, on a drive or a share, or upwards), `path-in-git`, `path-reserved`
 * (device names, streams, names that a system writes otherwise than they read). Null for a path
 * that may stand.
 */
export function pathFault(file: string): Failure | null {
  const parts = file.split('/');
  const shown = JSON.stringify(file);
  if (leadsOut(file, parts)) {
    return {
      code: 'path-outside',
      why: `The patch names ${shown}, which is not in the workspace.`,
    };
  }
  if (parts.some(isGit)) {
    return { code: 'path-in-git', why: `The patch names ${shown}, which belongs to git.` };
  }
  if (control.test(file) || file.includes('\\') || parts.some(isReserved)) {
    return { code: 'path-reserved', why: `The patch names ${shown}, which is no plain file name.` };
  }
  return null;
}

function leadsOut(file: string, parts: readonly string[]): boolean {
  const slashed = file.replaceAll('\\', '/');
  return (
    file === '' ||
    /^(?:\/|[A-Za-z]:)/.test(slashed) ||
    slashed.split('/').includes('..') ||
    // `.. ` and `...` are upwards, or nothing, where trailing dots and blanks are dropped.
    parts.some((part) => /^[. ]*$/.test(part)) ||
    !path.win32.resolve('C:\\w', file).startsWith('C:\\w\\')
  );
}

/**
 * `.git` as Windows and macOS may read it: any case, short name, stream, trailing dots and blanks.
 */
function isGit(part: string): boolean {
  const name = part
    .replace(ignoredByMac, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '');
  return /^(?:\.git|git~\d+)$/i.test(name);
}

function isReserved(part: string): boolean {
  return part.includes(':') || /[. ]$/.test(part) || device.test(part.replace(/ +(?=\.|$)/, ''));
}
