/** One option of a command, as parsed by `node:util` and told by `--help`. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
  /** What its value stands for, in capitals; absent for a flag. */
  readonly value?: string;
  readonly help: string;
}

export interface CommandSpec {
  readonly summary: string;
  /** The operand it needs, in capitals; absent where it takes none. */
  readonly operand?: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
}

const help = { type: 'boolean', short: 'h', help: 'show this text' } as const;
const json = { type: 'boolean', help: 'print the result as one line of JSON' } as const;
const model = {
  type: 'string',
  multiple: true,
  value: 'M',
  help: 'bundled, local:FILE.gguf or remote:URL#MODEL, repeatable',
} as const;

const test = { type: 'string', value: 'CMD', help: 'the test command (found by itself)' } as const;
const seed = {
  type: 'string',
  value: 'S',
  help: 'the same seed gives the same draws (0)',
} as const;
const workspace = { type: 'string', value: 'DIR', help: 'the workspace; needed' } as const;

/** How every run is bounded, and where its trace goes. */
const bounds = {
  'max-wrong': { type: 'string', value: 'P', help: 'largest P(wrong) to accept (0.10)' },
  timeout: { type: 'string', value: 'SEC', help: 'bound on the whole run (600)' },
  'test-timeout': { type: 'string', value: 'SEC', help: 'bound on one test run (10 + 5 suites)' },
  'allow-unconfined': { type: 'boolean', help: 'run tests where nothing can confine them' },
  trace: { type: 'string', value: 'FILE', help: 'write the trace there' },
} as const;

/** Going on after a question: nothing else but `--apply`, `--trace` and `--json` goes with it. */
const resuming = {
  resume: { type: 'string', value: 'TRACE', help: 'go on with that run, which asked something' },
  answer: { type: 'string', value: 'A', help: "an answer's letter, neither or unknown" },
  expect: { type: 'string', value: 'JSON', help: 'with neither: the right output' },
} as const;

/** Every command with its options: the one table that parsing and `--help` go by. */
export const commands = {
  solve: {
    summary: "Samples patches until the workspace's own tests pass.",
    options: {
      workspace,
      goal: { type: 'string', value: 'TEXT', help: 'what the change should do' },
      test,
      target: {
        type: 'string',
        multiple: true,
        value: 'ID',
        help: 'test or test file to make pass, repeatable (all failing)',
      },
      samples: { type: 'string', value: 'N', help: 'patches to draw (16; 60 without chat)' },
      model,
      jobs: { type: 'string', value: 'J', help: 'tests at a time (half of the cores)' },
      seed,
      'max-tokens': { type: 'string', value: 'N', help: "bound on the run's tokens, thinking too" },
      ...bounds,
      apply: { type: 'boolean', help: 'change the files when solved' },
      ...resuming,
      json,
      help,
    },
  },
  verify: {
    summary: 'Says how far a change can be trusted, whoever made it.',
    options: {
      workspace,
      patch: { type: 'string', value: 'FILE', help: 'a diff, - for stdin (what is not committed)' },
      test,
      target: {
        type: 'string',
        multiple: true,
        value: 'ID',
        help: 'test or test file that it must make pass, repeatable',
      },
      prior: { type: 'string', value: 'P', help: 'P(wrong) before any evidence (0.30)' },
      samples: { type: 'string', value: 'N', help: 'rival patches to compare it with (0)' },
      model,
      seed,
      ...bounds,
      ...resuming,
      json,
      help,
    },
  },
  complete: {
    summary: 'Completes code at a place of a file, or along a recorded session.',
    options: {
      file: { type: 'string', value: 'FILE', help: 'the file; needed, unless a session is given' },
      offset: { type: 'string', value: 'N', help: 'the cursor, in UTF-16 code units' },
      session: { type: 'string', value: 'FILE', help: 'replay the events of a JSONL file' },
      fast: { type: 'boolean', help: "keep the events' order, not their times" },
      'show-all': { type: 'boolean', help: 'hide nothing for being unlikely' },
      model: { ...model, help: 'bundled, local:FILE.gguf or remote:URL#MODEL' },
      json,
      help,
    },
  },
  trace: {
    summary: 'Shows a recorded run as text.',
    operand: 'FILE',
    options: { help },
  },
  doctor: {
    summary: 'Says what works here, and what to do about what does not.',
    options: {
      workspace: { type: 'string', value: 'DIR', help: 'the workspace (this folder)' },
      model,
      test,
      json,
      help,
    },
  },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof commands;

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

const program = 'reckon';

/** What `--help` says: of one command, or of all. */
export function helpText(name?: CommandName): string {
  return name === undefined ? overview() : commandHelp(name);
}

function overview(): string {
  const lines = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(10)}${summary}`,
  );
  const more = `${program} COMMAND --help tells a command's options.`;
  return [`Usage: ${program} COMMAND [OPTION]...`, '', ...lines, '', more, ''].join('\n');
}

function commandHelp(name: CommandName): string {
  const spec: CommandSpec = commands[name];
  const usage = [`Usage: ${program} ${name}`, '[OPTION]...', spec.operand]
    .filter(Boolean)
    .join(' ');
  const lines = Object.entries(spec.options).map(([option, { short, value, help: text }]) => {
    const names = `${short ? `-${short}, ` : ''}--${option}${value ? ` ${value}` : ''}`;
    return `  ${names.padEnd(22)}${text}`;
  });
  return [usage, spec.summary, '', ...lines, ''].join('\n');
}
