import { controlAt } from '../control.ts';
import { reason } from '../decision.ts';
import type { StopRule } from './rule.ts';

/** Whatever a model writes, it is cut here. */
const most = { characters: 4_000, lines: 12 } as const;

export const bounds: StopRule = ({ text }) => {
  const lines = text.split('\n').length - 1;
  if (text.length <= most.characters && lines < most.lines) return null;
  const end = text.lastIndexOf('\n', most.characters);
  const keep = end < 0 ? 0 : end;
  return { ...reason('too-long', 'The completion is long enough.', { lines }), keep };
};

/** Ends before a control character or a special token's text. */
export const controlText: StopRule = ({ text }) => {
  const at = controlAt(text);
  if (at < 0) return null;
  return { ...reason('control-text', 'The model wrote a control token.'), keep: at };
};
