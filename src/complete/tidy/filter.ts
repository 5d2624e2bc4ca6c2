import type { LanguageName } from '../../base/syntax.ts';
import type { Shape } from '../place.ts';

/** A suggestion while it is tidied. */
export interface Draft {
  readonly text: string;
  /** Code units after the cursor that it replaces. */
  readonly replace: number;
}

/** What the filters look at. */
export interface Scene {
  readonly before: string;
  readonly after: string;
  /** The first line below that is not blank; '' where there is none. */
  readonly below: string;
  /** Does the file end its lines with CR LF? */
  readonly crlf: boolean;
  /** Does the file indent by tabs? */
  readonly tabs: boolean;
  readonly language: LanguageName | null;
  readonly shape: Shape;
  /** Did the model end the text itself, or a rule for a good reason? */
  readonly whole: boolean;
}

/** A pure step: the draft, made better; text '' where nothing is left of it. */
export type Filter = (draft: Draft, scene: Scene) => Draft;

/** A filter of the text alone. */
export function onText(edit: (text: string, scene: Scene) => string): Filter {
  return (draft, scene) => ({ ...draft, text: edit(draft.text, scene) });
}
