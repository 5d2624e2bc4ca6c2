/** Why something was done or left undone: a stable code, a sentence, and the numbers behind it. */
export interface Reason {
  readonly code: string;
  readonly why: string;
  readonly numbers: Readonly<Record<string, number>>;
}

export function reason(code: string, why: string, numbers: Reason['numbers'] = {}): Reason {
  return { code, why, numbers };
}
