/** What things cost, in right patches: the constants of every decision by expected value. */
export interface Costs {
  /** One question to a person. */
  readonly question: number;
  /** One minute of work. */
  readonly minute: number;
}

export const costs: Costs = { question: 0.05, minute: 0.01 };

/** The largest P(wrong) to accept where the user named none. */
export const defaultMaxWrong = 0.1;

/** What a wrong patch costs, in right ones, to a user who accepts P(wrong) up to the limit. */
export function costOfWrong(limit: number): number {
  return (1 - limit) / limit;
}
