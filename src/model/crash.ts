/** How a process ended, as the system tells. */
export interface Exit {
  readonly code: number | null;
  /** '' where it ended by itself. */
  readonly signal: string;
  /** The end of what it wrote to its error stream. */
  readonly stderr: string;
}

/** Waits before the first and the second restart, in milliseconds; after these it is given up. */
export const restartDelays: readonly number[] = [500, 2000];

/** A sentence for a crash of the engine: what happened, and what it most likely means. */
export function crashSentence(exit: Exit): string {
  return `The local engine ${cause(exit)}.`;
}

function cause({ code, signal, stderr }: Exit): string {
  switch (signal) {
    case 'SIGILL':
      return 'met an instruction that this processor does not have';
    case 'SIGKILL':
      return 'was killed, perhaps because the memory ran out';
    case 'SIGSEGV':
    case 'SIGBUS':
      return 'broke down reading memory; the model file may be damaged';
    case 'SIGABRT':
      return `failed an assertion${quoted(stderr)}`;
    default:
      return `ended by itself (${signal || `exit code ${code ?? 'unknown'}`})${quoted(stderr)}`;
  }
}

/** The line that says most: one that speaks of an error, else the last. */
function quoted(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const telling = lines.find((line) => /error|assert|exception|fatal/i.test(line));
  const line = telling ?? lines.findLast((candidate) => candidate !== '');
  return line === undefined ? '' : `: ${line.slice(0, 200)}`;
}
