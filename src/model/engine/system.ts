/** What a system has that the engine's binaries need. */
export interface System {
  readonly platform: NodeJS.Platform;
  /** Version of its glibc; null where its C library is another one. */
  readonly glibc: string | null;
}

/** The oldest glibc that the engine's binaries for Linux load with. */
export const leastGlibc = '2.34';

/** This process's own. */
export function thisSystem(): System {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return { platform: process.platform, glibc: header?.glibcVersionRuntime ?? null };
}

/** What a system lacks to run the engine; null where nothing is known to be lacking. */
export function lackOf({ platform, glibc }: System): string | null {
  if (platform !== 'linux') return null;
  if (glibc === null) return 'its C library is not glibc, as on Alpine, which has musl';
  return isOlder(glibc, leastGlibc) ? `its glibc is ${glibc}, older than ${leastGlibc}` : null;
}

function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) < 0;
}
