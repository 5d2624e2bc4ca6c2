import { formatUnified } from '../solve/answer/unified.ts';
import type { JudgedSample, Outcome } from '../solve/outcome.ts';
import { whatWouldHelp } from '../verify/words.ts';
import { exits, type Io } from './io.ts';

/** The result of `solve`: one line of JSON, or the patch (the rest went before it). */
export function reportSolved(result: Outcome, trace: string, io: Io): void {
  const patch = result.patch && formatUnified(result.patch);
  if (!io.json) {
    if (patch) io.text(patch);
    tellNext(result, 'solve', trace, io);
    return;
  }
  const { pWrong, bound, soundness, tokens } = result;
  const samples = result.samples.map(sampleRow);
  const judged = { patch, pWrong, bound, soundness, samples };
  io.result({
    ...headOf(result),
    ...judged,
    ...questionOf(result),
    tokens,
    ...tailOf(result, trace),
  });
}

/** The result of `verify`: one line of JSON, or what the evidence says. */
export function reportVerified(result: Outcome, trace: string, io: Io): void {
  const { pWrong, bound, soundness, suggestions } = result;
  if (!io.json) {
    for (const { path, line, why } of suggestions) io.text(`${path}:${line + 1}: ${why}\n`);
    const help = whatWouldHelp(result);
    if (help !== '') io.note(`What would help most: ${help}`);
    tellNext(result, 'verify', trace, io);
    return;
  }
  const evidence = result.evidence.map(({ kind, value, weight }) => ({ kind, value, weight }));
  const head = { ...headOf(result), outcome: verdictOf(result) };
  const judged = { pWrong, bound, soundness, evidence };
  io.result({ ...head, ...judged, ...questionOf(result), ...tailOf(result, trace) });
}

/** The status of a run that is over. */
export function exitOf({ outcome, code }: Outcome): number {
  switch (outcome) {
    case 'solved':
      return exits.done;
    case 'ask':
    case 'abstained':
      return exits.undecided;
    case 'failed':
      return code === 'unknown-target' ? exits.usage : exits.failed;
    case 'cancelled':
      return exits.cancelled;
  }
}

function headOf({ outcome, code, why }: Outcome) {
  return { outcome, code, why };
}

/** A change is accepted where a task is solved. */
function verdictOf({ outcome }: Outcome): string {
  return outcome === 'solved' ? 'accept' : outcome;
}

function tailOf({ ms }: Outcome, trace: string) {
  return { ms: Math.round(ms), trace };
}

function questionOf({ question }: Outcome) {
  if (!question) return {};
  const { input, outputs } = question;
  return { question: { input, outputs } };
}

function tellNext({ question }: Outcome, command: string, trace: string, io: Io): void {
  if (question) {
    const letters = question.outputs.map(({ cluster }) => cluster).join('|');
    const answer = `--answer ${letters}|neither|unknown`;
    io.note(`Answer it: reckon ${command} --resume ${trace} ${answer}`);
  }
  io.note(`Trace: ${trace}`);
}

function sampleRow(sample: JudgedSample): Record<string, unknown> {
  const { id, round, strategy, model, verdict, tokens, thinkingTokens, ms } = sample;
  const { passed, failed, skipped } = sample.judgement ?? { passed: 0, failed: 0, skipped: 0 };
  const counts = { passed, failed, skipped, tokens, thinkingTokens, ms: Math.round(ms) };
  const { cluster, patchHash } = sample;
  return { id, round, strategy, model, verdict, ...counts, cluster, patchHash };
}
