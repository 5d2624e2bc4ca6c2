import {
  CancellationError,
  type CancellationToken,
  Disposable,
  l10n,
  lm,
  type LanguageModelTool,
  LanguageModelTextPart,
  LanguageModelToolResult,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import type { Failure } from '../../base/failure.ts';
import type { Wish } from '../ask.ts';
import { placeOf } from '../keys.ts';
import { readSettings } from '../settings.ts';
import type { Shell, Solved } from '../solve-run.ts';
import { folderMeant } from '../which-folder.ts';
import { readInput } from './input.ts';
import { judging, type Kind, solving } from './kinds.ts';
import { failureWords } from './words.ts';

/** Runs a wish for an agent; a failure where nothing was run. */
type Run = (wish: Wish, agent: CancellationToken) => Promise<Solved | Failure>;

/** What the editor's agents may call. Both answer in words, and change no file. */
export function registerTools(run: Run, { log }: Shell): Disposable {
  const register = <Input extends InFolder>(name: string, kind: Kind<Input>) => {
    const note = (line: string) => {
      log.info(`${name}: ${line}`);
    };
    return lm.registerTool(name, toolOf(kind, run, note));
  };
  return Disposable.from(register('reckon_solve', solving), register('reckon_verify', judging));
}

interface InFolder {
  readonly folder?: string | undefined;
}

function toolOf<Input extends InFolder>(
  kind: Kind<Input>,
  run: Run,
  note: (line: string) => void,
): LanguageModelTool<unknown> {
  return {
    prepareInvocation: ({ input }) => {
      const asked = askedOf(kind, input);
      // What cannot be run needs no consent: the call says why.
      if ('code' in asked) return { invocationMessage: kind.doing };
      const settings = readSettings(asked.folder);
      const { name } = asked.folder;
      const call = { folder: name, settings, place: placeOf(settings.model) };
      return { invocationMessage: kind.doing, confirmationMessages: kind.confirm(call) };
    },
    invoke: async ({ input }, token) => {
      const asked = askedOf(kind, input);
      const done = 'code' in asked ? asked : await run(kind.wish(asked.folder, asked.input), token);
      if (token.isCancellationRequested) throw new CancellationError();
      const answer = 'ended' in done ? kind.answer(done.ended) : failureWords(done);
      note(answer.split('\n', 1)[0] ?? '');
      return new LanguageModelToolResult([new LanguageModelTextPart(answer)]);
    },
  };
}

/** What is asked for, and the folder that is meant. */
function askedOf<Input extends InFolder>(
  kind: Kind<Input>,
  said: unknown,
): { readonly input: Input; readonly folder: WorkspaceFolder } | Failure {
  const input = readInput(kind.input, said);
  if ('code' in input) return input;
  const folder = folderMeant(workspace.workspaceFolders ?? [], input.folder, l10n.t);
  return 'code' in folder ? folder : { input, folder };
}
