import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FailureError, toFailure, type Failure } from '../base/failure.ts';
import type { Capabilities, Model, Prompt, TokenEvent } from '../model/model.ts';
import { openModel, type OpenOptions } from '../model/open.ts';
import { findCommand } from '../runner/detect.ts';
import { listWorkspace } from '../sandbox/listing.ts';
import { probeConfinement } from '../sandbox/probe.ts';
import { recoverApplies } from '../solve/apply/recover.ts';
import { count, duration } from '../trace/format.ts';

/** One finding of `doctor`. */
export interface Check {
  /** What was looked at: `model`, `logprobs`, `tests`, `confinement`, `leftovers`. */
  readonly name: string;
  /** `weak`: it works, and something that rests on it does less. */
  readonly state: 'works' | 'weak' | 'broken';
  readonly code: string;
  /** What was found, and what to do about it where it does not work. */
  readonly why: string;
  /** The model that was looked at, as its setting names it; absent where none was. */
  readonly model?: string;
}

function works(name: string, why: string): Check {
  return { name, state: 'works', code: 'ok', why };
}

function broken(name: string, { code, why }: Failure): Check {
  return { name, state: 'broken', code, why };
}

/** Does the model load and answer, and does it say how sure it is? */
export async function checkModel(
  name: string,
  options: OpenOptions,
  signal: AbortSignal,
): Promise<Check[]> {
  const checks = await lookAtModel(name, options, signal);
  return checks.map((check) => ({ ...check, model: name }));
}

async function lookAtModel(
  name: string,
  options: OpenOptions,
  signal: AbortSignal,
): Promise<Check[]> {
  const model = openModel(name, options);
  const fails = ({ code, why }: Failure) => [broken('model', { code, why: `${name}: ${why}` })];
  if ('code' in model) return fails(model);
  try {
    const able = await model.capabilities(signal);
    signal.throwIfAborted();
    if ('code' in able) return fails(able);
    const heard = await ask(model, able, signal);
    return [works('model', modelWords(name, able, heard)), logprobs(name, able, heard.tokens)];
  } catch (error) {
    signal.throwIfAborted();
    return fails(toFailure(error));
  } finally {
    await model.dispose();
  }
}

interface Heard {
  readonly tokens: readonly TokenEvent[];
  /** Milliseconds until the first token. */
  readonly first: number;
}

/** A few tokens. A model that fails, or says nothing, throws its failure. */
async function ask(model: Model, able: Capabilities, signal: AbortSignal): Promise<Heard> {
  const tokens: TokenEvent[] = [];
  const started = performance.now();
  let first = 0;
  const alternatives = Math.min(able.logprobs ?? 0, 2);
  const options = { maxTokens: able.reasoning ? 64 : 8, temperature: 0, alternatives };
  for await (const event of model.generate(smallPrompt(able), options, signal)) {
    if (event.kind === 'token') {
      if (tokens.length === 0) first = performance.now() - started;
      tokens.push(event);
    } else if (event.failure) throw new FailureError(event.failure.code, event.failure.why);
  }
  signal.throwIfAborted();
  if (tokens.length > 0) return { tokens, first };
  throw new FailureError('silent-model', `${model.name} answers with nothing: try another model.`);
}

function smallPrompt({ chat, fillInMiddle }: Capabilities): Prompt {
  if (chat) {
    return { kind: 'chat', messages: [{ role: 'user', content: 'Say the word ready.' }] };
  }
  const [prefix, suffix] = ['def add(a, b):\n    return ', '\n'];
  return fillInMiddle ? { kind: 'infill', prefix, suffix } : { kind: 'text', text: prefix };
}

function modelWords(name: string, able: Capabilities, { first }: Heard): string {
  const facts = [
    `answers after ${duration(first)}`,
    able.fillInMiddle ? 'fills in the middle' : 'does not fill in the middle',
    able.chat ? 'chats' : 'does not chat (and reads no --goal)',
    `context ${able.contextTokens} tokens`,
  ];
  return `${name}: ${facts.join(', ')}.`;
}

function logprobs(name: string, able: Capabilities, tokens: readonly TokenEvent[]): Check {
  if (able.logprobs === null || tokens.every(({ logprob }) => logprob === undefined)) {
    const why = `${name}: it does not say how sure it is; its confidence is neither shown nor weighed.`;
    return { name: 'logprobs', state: 'weak', code: 'no-logprobs', why };
  }
  const note = able.logprobsNote ? ` ${able.logprobsNote}` : '';
  const why = `${name}: with up to ${count(able.logprobs, 'alternative')} for each token.${note}`;
  return works('logprobs', why);
}

/** What the tests of a workspace are found by. */
export interface TestPlace {
  /** Absolute. */
  readonly workspace: string;
  /** The test command as the user set it; undefined: it is looked for. */
  readonly test: string | undefined;
  /** The folder it runs in as the user set it, relative to the workspace. */
  readonly testCwd?: string | null;
}

/** Is there a test command, and is its runner known? `scratch`: a folder of ours. */
export async function checkTests(
  options: TestPlace,
  scratch: string,
  signal: AbortSignal,
): Promise<Check> {
  const { workspace, test = null, testCwd = null } = options;
  try {
    const place = { workspace, include: [], scratch: path.join(scratch, 'listing.git') };
    const { root, workspacePrefix: prefix, files } = await listWorkspace(place, signal);
    const read = (file: string) => readFile(path.join(root, file), 'utf8').catch(() => null);
    const { text, runner, cwd } = await findCommand({
      workspace,
      prefix,
      paths: [...files],
      read,
      test,
      cwd: testCwd,
    });
    const where = `${text}, in ${path.join(root, cwd)}`;
    if (runner !== 'plain') return works('tests', `${where}: run by ${runner}.`);
    const why = `${where}: no known runner, so it counts by its exit status alone, which is weak.`;
    return { name: 'tests', state: 'weak', code: 'plain-command', why };
  } catch (error) {
    signal.throwIfAborted();
    return broken('tests', toFailure(error));
  }
}

/** Can tests be confined? `scratch`: a folder of ours. */
export async function checkConfinement(scratch: string, signal: AbortSignal): Promise<Check> {
  const problem = await probeConfinement(scratch, signal);
  if (problem) return broken('confinement', problem);
  return works(
    'confinement',
    `${process.platform === 'darwin' ? 'sandbox-exec' : 'bubblewrap'}: tests cannot write outside their copy, nor reach the network.`,
  );
}

/** Takes back what a killed run has left half done in a workspace. */
export async function checkLeftovers(storage: string): Promise<Check> {
  const undone = await recoverApplies(storage);
  const told = undone.map(({ why }) => why);
  return works(
    'leftovers',
    told.length === 0 ? `None. Runs are kept in ${storage}.` : told.join(' '),
  );
}
