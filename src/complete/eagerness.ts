/** From the quietest to the most eager. */
export const eagernesses = ['quiet', 'balanced', 'eager'] as const;
export type Eagerness = (typeof eagernesses)[number];
