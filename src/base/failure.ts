/** An expected failure, as data: the core returns or yields it, the shells show its sentence. */
export interface Failure {
  /** Stable, kebab-case. */
  readonly code: string;
  /** A sentence for a person: what happened and what to do. Never holds a secret. */
  readonly why: string;
}

/** A failure on its way up through code that cannot return one. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(code: string, why: string) {
    super(why);
    this.name = 'FailureError';
    this.failure = { code, why };
  }
}

/** What was thrown, as a failure: the code of a FailureError, else `fallback`. */
export function toFailure(thrown: unknown, fallback = 'internal-error'): Failure {
  if (thrown instanceof FailureError) return thrown.failure;
  return { code: fallback, why: thrown instanceof Error ? thrown.message : String(thrown) };
}
