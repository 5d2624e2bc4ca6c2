import { styleText } from 'node:util';

/** Colour means state, never decoration: green holds, red does not, yellow waits for a person. */
export type Tone = 'bold' | 'dim' | 'green' | 'red' | 'yellow';

/** Gives a text its tone, or leaves it plain. */
export type Paint = (tone: Tone, text: string) => string;

export const plain: Paint = (_tone, text) => text;

/** For terminals. Whether there is one is the caller's to know. */
export const coloured: Paint = (tone, text) => styleText(tone, text, { validateStream: false });
