import type { Failure } from '../../base/failure.ts';
import type { Capabilities } from '../../model/model.ts';

/** What a model is chosen for. */
export type Use = 'both' | 'solve' | 'complete';

/** What a model can be used for, the likeliest first; a Failure where it is of no use. */
export function usesOf(
  name: string,
  { chat, fillInMiddle }: Pick<Capabilities, 'chat' | 'fillInMiddle'>,
): readonly Use[] | Failure {
  if (fillInMiddle) return ['both', 'solve', 'complete'];
  if (chat) return ['solve'];
  const why = `${name} neither chats nor fills in the middle of code: choose another model.`;
  return { code: 'no-use', why };
}

/** The settings below `reckon.` that say so; null removes one. */
export function settingsFor(use: Use, name: string): Readonly<Record<string, string | null>> {
  switch (use) {
    case 'both':
      return { model: name, 'solve.model': null, 'complete.model': null };
    case 'solve':
      return { 'solve.model': name };
    case 'complete':
      return { 'complete.model': name };
  }
}
