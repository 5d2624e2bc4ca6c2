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

/** Every command with its options: the one table that parsing and `--help` go by. */
export const commands = {
  solve: {
    summary: "Samples patches until the workspace's own tests pass.",
    options: {
      workspace: { type: 'string', value: 'DIR', help: 'the workspace; needed' },
      goal: { type: 'string', value: 'TEXT', help: 'what the change should do' },
      test: { type: 'string', value: 'CMD', help: 'the test command (found by itself)' },
      target: {
        type: 'string',
        multiple: true,
        value: 'ID',
        help: 'test or test file to make pass, repeatable (all failing)',
      },
      samples: { type: 'string', value: 'N', help: 'patches to draw (16; 60 without chat)' },
      model,
      jobs: { type: 'string', value: 'J', help: 'tests at a time (half of the cores)' },
      'max-wrong': { type: 'string', value: 'P', help: 'largest P(wrong) to accept (0.10)' },
      seed: { type: 'string', value: 'S', help: 'the same seed gives the same draws (0)' },
      timeout: { type: 'string', value: 'SEC', help: 'bound on the whole run (600)' },
      'test-timeout': {
        type: 'string',
        value: 'SEC',
        help: 'bound on one test run (10 + 5 suites)',
      },
      'max-tokens': { type: 'string', value: 'N', help: "bound on the run's tokens, thinking too" },
      'allow-unconfined': { type: 'boolean', help: 'run tests where nothing can confine them' },
      apply: { type: 'boolean', help: 'change the files when solved' },
      trace: { type: 'string', value: 'FILE', help: 'write the trace there' },
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
      test: { type: 'string', value: 'CMD', help: 'the test command (found by itself)' },
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
