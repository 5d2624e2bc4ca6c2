import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import {
  type CancellationToken,
  type Disposable,
  LanguageModelError,
  LanguageModelTextPart,
  lm,
  type Progress,
  Uri,
  workspace,
} from 'vscode';

// The part of the editor's interface for providers that is used here: the oldest editor that Reckon
// runs in, whose types these are, does not have it.
interface Information {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly version: string;
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
  readonly capabilities: object;
}

interface Provider {
  provideLanguageModelChatInformation(): Information[];
  provideLanguageModelChatResponse(
    model: Information,
    messages: readonly unknown[],
    options: { readonly modelOptions?: unknown },
    progress: Progress<unknown>,
    token: CancellationToken,
  ): Promise<void>;
  provideTokenCount(model: Information, text: string): Promise<number>;
}

type Register = (vendor: string, provider: Provider) => Disposable;

/** The requests of models so far: what the tests look at. */
export interface Asked {
  readonly family: string;
  readonly messages: number;
  readonly modelOptions: unknown;
  cancelled: boolean;
}

/** A part of a thinking model's answer; newer editors than the types here have it. */
const { LanguageModelThinkingPart: Thinking } = vscode as unknown as {
  LanguageModelThinkingPart: new (text: string) => object;
};

type Answer = (report: (part: unknown) => void, token: CancellationToken) => Promise<void> | void;

/** What each family does when it is asked. */
const answers: Readonly<Record<string, Answer>> = {
  /** Gives the text of the workspace's `answer.md` in small pieces, as a model would. */
  'companion-answers': async (report) => {
    const text = await answerText();
    for (const [piece] of text.matchAll(/[\s\S]{1,7}/g)) report(new LanguageModelTextPart(piece));
  },
  'companion-thinks': (report) => {
    report(new Thinking('Let me see.'));
    report(new LanguageModelTextPart('<think>Hmm.</think>'));
    report(new LanguageModelTextPart('ready'));
  },
  /** Heeds no cancellation: the last word is the reader's. */
  'companion-endless': async (report, token) => {
    for (let piece = 0; piece < 2000 && !token.isCancellationRequested; piece++) {
      report(new LanguageModelTextPart('on and '));
      await sleep(5);
    }
  },
  'companion-deaf': () => sleep(60_000),
  'companion-forbids': () => {
    throw LanguageModelError.NoPermissions('not for you');
  },
  'companion-blocks': () => {
    throw LanguageModelError.Blocked('too many requests');
  },
  'companion-spent': () => {
    throw Object.assign(new Error('the month is over'), { name: 'ChatQuotaExceeded' });
  },
  'companion-breaks': (report) => {
    report(new LanguageModelTextPart('half a'));
    throw new Error('boom');
  },
};

/**
 * Registers models as another extension would. Null where this editor takes none from an extension
 * by its stable interface.
 */
export function registerLanguageModels(asked: Asked[]): Disposable | null {
  const register = (lm as { registerLanguageModelChatProvider?: Register })
    .registerLanguageModelChatProvider;
  if (!register) return null;
  return register('reckon-companion', {
    provideLanguageModelChatInformation: () => Object.keys(answers).map(informationOf),
    provideLanguageModelChatResponse: async ({ family }, messages, options, progress, token) => {
      const { modelOptions } = options;
      const entry = { family, messages: messages.length, modelOptions, cancelled: false };
      asked.push(entry);
      token.onCancellationRequested(() => {
        entry.cancelled = true;
      });
      const report = (part: unknown) => {
        progress.report(part);
      };
      await answers[family]?.(report, token);
    },
    provideTokenCount: (_, text) => Promise.resolve(Math.ceil(text.length / 4)),
  });
}

function informationOf(family: string): Information {
  const limits = { maxInputTokens: 8192, maxOutputTokens: 4096 };
  return { id: family, name: family, family, version: '1', ...limits, capabilities: {} };
}

async function answerText(): Promise<string> {
  const [folder] = workspace.workspaceFolders ?? [];
  if (!folder) return 'ready';
  const read = workspace.fs.readFile(Uri.joinPath(folder.uri, 'answer.md'));
  return Buffer.from(await read.then(undefined, () => Buffer.from('ready'))).toString('utf8');
}
