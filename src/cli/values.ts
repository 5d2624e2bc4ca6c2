import { FailureError } from '../base/failure.ts';

/** What `node:util` makes of a command's options. */
export type Values = Readonly<
  Record<string, string | boolean | readonly (string | boolean)[] | undefined>
>;

/** A command line that cannot be obeyed: exit 64. */
export function usageError(why: string): FailureError {
  return new FailureError('usage', why);
}

/** The values of one command line, read by type. Every reader throws a usage error on a bad value. */
export class OptionReader {
  readonly #values: Values;

  constructor(values: Values) {
    this.#values = values;
  }

  /** The options that were given. */
  names(): string[] {
    return Object.keys(this.#values);
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  /** Undefined where the option is absent or blank. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' && value.trim() !== '' ? value : undefined;
  }

  texts(name: string): string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  }

  needed(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw usageError(`--${name} is needed.`);
    return value;
  }

  /** A whole number of at least `least`. */
  whole(name: string, least: number, most = Number.MAX_SAFE_INTEGER): number | undefined {
    return this.#number(name, /^\d+$/, 'a whole number', least, most);
  }

  /** A number, decimals allowed. */
  decimal(name: string, least: number, most: number): number | undefined {
    return this.#number(name, /^(\d+\.?\d*|\.\d+)$/, 'a number', least, most);
  }

  /** Seconds, as milliseconds. Node's timers end at 2^31 ms. */
  seconds(name: string): number | undefined {
    const seconds = this.decimal(name, 0.001, 2_000_000);
    return seconds === undefined ? undefined : Math.round(seconds * 1000);
  }

  #number(
    name: string,
    shape: RegExp,
    noun: string,
    least: number,
    most: number,
  ): number | undefined {
    const text = this.#values[name];
    if (typeof text !== 'string') return undefined;
    const value = shape.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    const range =
      most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw usageError(`--${name} takes ${noun} ${range}, not "${text}".`);
  }
}
