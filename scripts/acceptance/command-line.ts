import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { verdict } from '../../src/trace/events.ts';

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');

const resultSchema = z.object({
  outcome: z.enum(['solved', 'accept', 'ask', 'abstained', 'failed', 'cancelled']),
  code: z.string(),
  why: z.string(),
  patch: z.string().nullish(),
  samples: z
    .array(
      z.object({
        id: z.number(),
        verdict,
        patchHash: z.string().nullable(),
        cluster: z.string().nullish(),
      }),
    )
    .default([]),
  pWrong: z.number().nullish(),
  bound: z.number().nullish(),
  question: z
    .object({
      input: z.string(),
      outputs: z.array(z.object({ cluster: z.string(), value: z.string() })),
    })
    .optional(),
  tokens: z.number().default(0),
  ms: z.number().default(0),
  trace: z.string().optional(),
});

/** The line that `solve --json` or `verify --json` gives, as far as measurements read it. */
export type SolveResult = z.infer<typeof resultSchema>;

/** Starts the command line; the caller awaits it, or kills it. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return execa(process.execPath, [cli, ...args], { env, reject: false, stdin: 'ignore' });
}
export type CliProcess = ReturnType<typeof startCli>;

/** Runs a command with `--json` to its end. Throws where the line is not what it promises. */
export async function runJson(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<SolveResult> {
  const { stdout, stderr } = await startCli([...args, '--json'], env);
  try {
    return resultSchema.parse(JSON.parse(stdout));
  } catch {
    const said = `${stdout.slice(0, 500)} ${stderr.slice(-500)}`;
    throw new Error(`${args[0] ?? ''} gave no result: ${said}`);
  }
}

/** Runs `solve --json` on a workspace to its end. */
export async function solveWorkspace(
  workspace: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<SolveResult> {
  return await runJson(['solve', '--workspace', workspace, ...args], env);
}
