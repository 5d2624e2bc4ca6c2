import { languageOf } from '../../base/syntax.ts';
import { type Reason, reason } from '../decision.ts';
import { cursorLine, lineBelow, type Place, type Shape } from '../place.ts';
import type { Draft, Filter, Scene } from './filter.ts';
import { withoutEcho, withoutRepeats, withoutWhatFollows } from './lines.ts';
import { balanced, joinedToRest } from './suffix.ts';
import {
  fileBreaks,
  fileIndentation,
  plainBreaks,
  wholeWords,
  withoutControl,
  withoutFences,
  withoutTrailingSpace,
} from './text.ts';

/** In the order in which they run. */
const filters: readonly Filter[] = [
  plainBreaks,
  withoutControl,
  withoutFences,
  withoutEcho,
  withoutRepeats,
  wholeWords,
  withoutTrailingSpace,
  withoutWhatFollows,
  joinedToRest,
  balanced,
  withoutTrailingSpace,
  fileIndentation,
  fileBreaks,
];

/** A suggestion as it could be shown, or why nothing is left to show. */
export type Tidied = Draft | Reason;

/** Tidies what a model wrote at a place. `whole`: the text came to an end of its own. */
export function tidy(text: string, place: Place, shape: Shape, whole: boolean): Tidied {
  const scene = sceneOf(place, shape, whole);
  const draft = filters.reduce<Draft>((done, filter) => filter(done, scene), { text, replace: 0 });
  if (draft.text.trim() !== '') return draft;
  return text.trim() === ''
    ? reason('nothing-to-add', 'The model has nothing to add here.')
    : reason('repeats', 'The model only repeats what is there already.');
}

function sceneOf(place: Place, shape: Shape, whole: boolean): Scene {
  const nearby = place.text.slice(Math.max(0, place.offset - near), place.offset + near);
  return {
    ...cursorLine(place),
    below: lineBelow(place),
    crlf: nearby.includes('\r\n'),
    tabs: /^\t/m.test(nearby) && !/^ {2}/m.test(nearby),
    language: languageOf(place.file),
    shape,
    whole,
  };
}

/** Code units around the cursor that tell how a file is written. */
const near = 4000;
