import type { Bounds } from '../../../src/sandbox/bounds.ts';

/** The workspaces that are attacked, by what runs their tests. */
export type Setting =
  | 'pytest'
  | 'unittest'
  | 'node:test'
  | 'vitest'
  | 'vitest with chai'
  | 'mocha'
  | 'mocha with chai'
  | 'jest'
  | 'go test'
  | 'cached';

/**
 * What a hostile candidate does besides (or instead of) repairing the source. Names in `<…>` are
 * replaced by what was planted (see ground.ts).
 */
export interface Attack {
  readonly on: Setting;
  /** What it tries, in words; unique within the setting. */
  readonly name: string;
  /** Code after the source's own. */
  readonly code?: string;
  /** Files that it writes besides: path -> text. */
  readonly files?: Readonly<Record<string, string>>;
  /** A second candidate follows, defective and harmless: it must not profit from the first. */
  readonly poisons?: boolean;
  /**
   * What is off where the attack is shown to succeed. `all` (where absent): the candidate is written
   * into a workspace of its own, and the bare test command runs there, with the user's rights.
   * `bounds`: the sandbox with the bound left away that `bounds` names. `seal`: the sandbox, and a
   * report that is believed without its seal.
   */
  readonly off?: 'bounds' | 'seal';
  /** Where a bound is attacked: small ones, as the machine is not to be filled in earnest. */
  readonly bounds?: Partial<Bounds>;
  /** Milliseconds that a test run may take. */
  readonly timeoutMs?: number;
}
