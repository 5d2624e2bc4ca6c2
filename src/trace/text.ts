import { diffText } from './diff.ts';
import { clip, count, duration, facts, figure, printable, wrap } from './format.ts';
import {
  numberFacts,
  outcomeOf,
  sampleLine,
  samplesHead,
  sums,
  titleOf,
  verdictOf,
  width,
  wordsWidth,
} from './lines.ts';
import { type Paint, plain } from './paint.ts';
import type { RunView, SampleRow } from './rows.ts';

/** A whole run as text for people: how it ended, then why, then everything. Ends with a line feed. */
export function runText(view: RunView, paint: Paint = plain): string {
  const sections = [
    headline(view, paint),
    setting(view),
    samples(view, paint),
    decisions(view, paint),
    question(view, paint),
    evidence(view, paint),
    notes(view, paint),
    patch(view, paint),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n') + '\n')
    .join('\n');
}

/** How a run ended: the outcome and what it was about, why, and its numbers. */
export function headline(view: RunView, paint: Paint = plain): string[] {
  const { mark, tone, words } = outcomeOf(view);
  const title = clip(titleOf(view), width - words.length - 4);
  const why = view.end?.why ?? 'The trace ends before the run does.';
  return [
    `${paint(tone, `${mark} ${words}`)}  ${paint('bold', title)}`.trimEnd(),
    ...wrap(why, width, '  '),
    ...facts(sums(view), width, '  '),
  ];
}

/** Where the run took place, and where the tests stood before it. */
export function setting(view: RunView): string[] {
  return [...startLines(view), ...baselineLines(view)];
}

/** What is about to be done. */
export function startLines({ start }: RunView): string[] {
  if (!start) return [];
  const known = [
    start.models.join(', '),
    `${count(start.samples, 'sample')}, ${start.jobs} at a time`,
    `limit for P(wrong) ${start.maxWrong.toFixed(2)}`,
    `seed ${start.seed}`,
    start.confinement === 'none' ? 'not confined' : `confined by ${start.confinement}`,
  ];
  return [...wrap(start.workspace, width), ...facts(known, width, '  ')];
}

/** Where the tests stood. */
export function baselineLines({ baseline }: RunView): string[] {
  if (!baseline) return [];
  const { targets, guards, flaky, ms, test, note } = baseline;
  const known = [
    `${test}: ${count(targets.length, 'test')} to fix`,
    `${guards} to keep`,
    flaky.length > 0 ? `${flaky.length} flaky, not counted` : '',
    duration(ms),
  ];
  return [
    ...facts(known, width, '  '),
    ...named('to fix', targets),
    ...named('flaky', flaky),
    ...(note ? wrap(note, width, '  ') : []),
  ];
}

/** The first few of a list of test ids, a line each. */
function named(label: string, ids: readonly string[], most = 5): string[] {
  const shown = ids
    .slice(0, most)
    .map((id) => `    ${label}: ${clip(id, width - label.length - 6)}`);
  return ids.length > most ? [...shown, `    and ${ids.length - most} more`] : shown;
}

function samples(view: RunView, paint: Paint): string[] {
  if (view.samples.length === 0) return [];
  const rows = view.samples.flatMap((row) => [sampleLine(row, view, paint), ...reason(row, paint)]);
  return [paint('bold', samplesHead), ...rows];
}

/** What the sample's line had to cut, in full, or else which tests failed. */
function reason(row: SampleRow, paint: Paint): string[] {
  const { words } = verdictOf(row);
  const lines =
    words.endsWith(row.why) && words.length > wordsWidth ? wrap(row.why, width, '     ') : [];
  const failures = row.verdict === 'fail' ? (row.tests.at(-1)?.failures ?? []) : [];
  const tests = failures.slice(0, 3).map(({ id, message }) => {
    const last = message.trim().split('\n').at(-1) ?? '';
    return clip(last ? `${id}: ${last}` : id, width - 5);
  });
  return [...lines, ...tests.map((test) => `     ${test}`)].map((line) => paint('dim', line));
}

function decisions(view: RunView, paint: Paint): string[] {
  if (view.decisions.length === 0) return [];
  const rows = view.decisions.flatMap(({ decision, code, why, numbers, judged, sample }) => [
    `  after ${count(judged, 'sample')}: ${decision}${sample === undefined ? '' : ` ${sample}`} (${code})`,
    ...wrap(why, width, '    '),
    ...facts(numberFacts(numbers), width, '    ').map((line) => paint('dim', line)),
  ]);
  return [paint('bold', 'DECISIONS'), ...rows];
}

/** The one question whose answer would decide, and the answers that the candidates give. */
export function question(
  { question: asked, answered, behaviour }: RunView,
  paint: Paint,
): string[] {
  if (!asked) return [];
  const outputs = asked.outputs.map(({ cluster, value }) => {
    const size = behaviour?.clusters[cluster]?.length;
    const votes = size === undefined ? '' : `  ${count(size, 'candidate')}`;
    return `    ${cluster}  ${clip(value, width - 7 - votes.length)}${paint('dim', votes)}`;
  });
  const answer = answered ? [`  answered: ${clip(answered.answer, width - 12)}`] : [];
  return [
    paint('bold', 'ONE QUESTION WOULD SETTLE IT'),
    `  ${clip(asked.input, width - 2)}`,
    ...outputs,
    ...answer,
  ];
}

function evidence(view: RunView, paint: Paint): string[] {
  const of = view.end?.sample ?? null;
  const found = view.evidence.findLast(({ sample }) => of === null || sample === of);
  if (!found || found.items.length === 0) return [];
  const rows = found.items.map(({ kind, value, weight }) => {
    const known = value === null || value === undefined ? kind : `${kind}: ${inWords(value)}`;
    const said = clip(known, width - 20);
    return `  ${said}  ${paint('dim', weight === 0 ? 'not weighed' : `weight ${weight.toFixed(2)}`)}`;
  });
  return [paint('bold', `WHY SO SURE (sample ${found.sample})`), ...rows];
}

function inWords(value: unknown): string {
  if (typeof value === 'number') return figure(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function notes(view: RunView, paint: Paint): string[] {
  const worth = view.logs.filter(({ level }) => level === 'warn' || level === 'error');
  if (worth.length === 0) return [];
  return [paint('bold', 'NOTES'), ...worth.flatMap(({ text }) => wrap(text, width, '  '))];
}

function patch(view: RunView, paint: Paint): string[] {
  const chosen = view.samples.find((row) => row.id === view.end?.sample);
  if (!chosen || chosen.edits.length === 0) return [];
  const lines = printable(diffText(chosen.edits)).trimEnd().split('\n');
  return [paint('bold', `PATCH (sample ${chosen.id})`), ...lines.map((line) => tint(line, paint))];
}

function tint(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  if (line.startsWith('-')) return paint('red', line);
  return line.startsWith('@@') ? paint('dim', line) : line;
}
