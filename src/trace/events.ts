import * as z from 'zod';

/**
 * The one vocabulary of a run. The panel, the command line, the history and the tests read the same
 * stream: a line of JSON for each event. Times are milliseconds, probabilities lie in [0, 1],
 * log-probabilities are natural. Readers skip unknown kinds and refuse a higher version.
 */
export const traceVersion = 1;

const outcome = z.enum(['solved', 'accept', 'ask', 'abstained', 'failed', 'cancelled']);

/** What became of a sample. */
export const verdict = z.enum([
  'pass',
  'fail',
  'error',
  'timeout',
  'refused',
  'duplicate',
  'tampered',
  'cancelled',
]);
export type Verdict = z.infer<typeof verdict>;

const numbers = z.record(z.string(), z.number());
const positions = z.object({ full: z.number(), shallow: z.number() });
const counts = { passed: z.number(), failed: z.number(), skipped: z.number() };
const sample = z.number().int();
/** One file of a patch: whole texts, null where the file is not there. */
const edit = z.object({
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
const token = z.object({
  text: z.string(),
  logprob: z.number().optional(),
  entropy: z.number().optional(),
});

const kinds = {
  'run.start': {
    command: z.enum(['solve', 'verify']),
    workspace: z.string(),
    goal: z.string().optional(),
    targets: z.array(z.string()),
    models: z.array(z.string()),
    samples: z.number(),
    jobs: z.number(),
    seed: z.number(),
    maxWrong: z.number(),
    confinement: z.string(),
    /** What else a run that goes on after a question must do alike; null: its default. */
    options: z
      .object({
        test: z.string().nullable(),
        timeoutMs: z.number(),
        testTimeoutMs: z.number().nullable(),
        maxTokens: z.number().nullable(),
        allowUnconfined: z.boolean(),
        /** Texts that stood for those on disk; see the task's overlays. */
        base: z.record(z.string(), z.string().nullable()),
        /** Of a change that is judged: P(wrong) before any evidence. */
        prior: z.number().nullable(),
      })
      .optional(),
  },
  baseline: {
    test: z.string(),
    runner: z.string(),
    targets: z.array(z.string()),
    guards: z.number(),
    flaky: z.array(z.string()),
    ms: z.number(),
    note: z.string().optional(),
  },
  'sample.start': {
    sample,
    round: z.number(),
    strategy: z.string(),
    model: z.string(),
    /** One of a ranked list that names each patch once: that it comes once says nothing. */
    listed: z.boolean().optional(),
  },
  thinking: { sample, text: z.string(), tokens: z.array(token).optional() },
  answer: { sample, text: z.string(), tokens: z.array(token).optional() },
  /** A budget or the end of the run cut short what a sample's model wrote. */
  'sample.stop': { sample, code: z.string(), why: z.string(), numbers },
  patch: { sample, hash: z.string(), edits: z.array(edit), logprob: z.number().optional() },
  refused: { sample, code: z.string(), why: z.string() },
  'test.start': { sample, phase: z.enum(['targets', 'suite', 'confirm', 'planted']) },
  'test.end': {
    sample,
    phase: z.enum(['targets', 'suite', 'confirm', 'planted']),
    cause: z.string(),
    ms: z.number(),
    ...counts,
    failures: z.array(z.object({ id: z.string(), message: z.string() })),
  },
  verdict: {
    sample,
    verdict,
    code: z.string(),
    why: z.string(),
    ...counts,
    tokens: z.number(),
    thinkingTokens: z.number(),
    ms: z.number(),
    /** The sample whose patch this one repeats. */
    same: z.number().optional(),
  },
  behaviour: {
    clusters: z.record(z.string(), z.array(sample)),
    inputs: z.number(),
    why: z.string(),
  },
  evidence: {
    sample,
    items: z.array(
      z.object({
        kind: z.string(),
        value: z.unknown(),
        weight: z.number(),
        /** The piece as a sentence. */
        say: z.string().optional(),
      }),
    ),
  },
  posterior: {
    samples: z.number(),
    pWrong: z.number().nullable(),
    bound: z.number().nullable(),
    numbers,
  },
  decision: {
    decision: z.string(),
    code: z.string(),
    why: z.string(),
    numbers,
    sample: sample.optional(),
  },
  question: {
    /** The call, as its language writes it. */
    input: z.string(),
    outputs: z.array(z.object({ cluster: z.string(), value: z.string() })),
    /** The call and its outcomes as data: what the answer is made a test of. */
    data: z.unknown().optional(),
    /** Digest of the user's tree when the question came up: an answer to another tree is refused. */
    tree: z.string().optional(),
  },
  answered: {
    /** A cluster's label, `neither` or `unknown`. */
    answer: z.string(),
    /** The right output, as JSON, where the answer was `neither`. */
    expect: z.string().optional(),
    /** The test that the answer became. */
    edit: edit.optional(),
  },
  'run.end': {
    outcome,
    code: z.string(),
    why: z.string(),
    sample: sample.nullable(),
    pWrong: z.number().nullable(),
    bound: z.number().nullable(),
    tokens: z.number(),
    ms: z.number(),
  },
  'complete.request': {
    file: z.string(),
    offset: z.number(),
    /** What the prompt shows of the document: code units before the cursor and after it. */
    window: z.object({ before: z.number(), after: z.number() }).exactOptional(),
  },
  'complete.tokens': { tokens: z.array(token) },
  'complete.stop': { code: z.string(), why: z.string(), numbers },
  'complete.exit': { code: z.string(), why: z.string(), numbers },
  'complete.decision': {
    decision: z.enum(['show', 'hide', 'none']),
    code: z.string(),
    why: z.string(),
    numbers,
    /** Positions that each model evaluated for it. */
    evaluated: positions.exactOptional(),
  },
  /** Work ahead of the user that nobody needed in the end. */
  'complete.unneeded': { evaluated: positions },
  /** A fuller prompt was evaluated while nothing else was to do. */
  'complete.prepared': { evaluated: positions },
  'complete.feedback': { feedback: z.string(), numbers },
  log: { level: z.enum(['debug', 'info', 'warn', 'error']), text: z.string() },
} as const satisfies Record<string, z.core.$ZodLooseShape>;

type Kinds = typeof kinds;
export type EventKind = keyof Kinds;

/** An event as its maker gives it: the log adds version, run, number and time. */
export type TraceBody = {
  [K in EventKind]: { kind: K } & z.infer<z.ZodObject<Kinds[K]>>;
}[EventKind];

/** An event as it stands in a trace file. `at`: milliseconds since the epoch. */
export type TraceEvent = TraceBody & { v: number; run: string; seq: number; at: number };

const head = z.object({ v: z.number(), kind: z.string() });
const envelope = { v: z.number(), run: z.string(), seq: z.number().int(), at: z.number() };

const schemas = new Map(
  Object.entries(kinds).map(([kind, shape]) => [
    kind,
    z.object({ ...envelope, kind: z.literal(kind), ...shape }),
  ]),
);

/** Reads one parsed line. Null for a kind that this version does not know. Throws on anything else amiss. */
export function parseEvent(line: unknown): TraceEvent | null {
  const { v, kind } = head.parse(line);
  if (v > traceVersion) throw new Error(`trace version ${v} is newer than ${traceVersion}`);
  const schema = schemas.get(kind);
  return schema ? (schema.parse(line) as unknown as TraceEvent) : null;
}

/** Where a run's events go. */
export type Emit = (event: TraceBody) => void;
