import { z } from 'zod';
import { TroubleError, type Trouble } from './failures.ts';

/** The body of an error, as servers of this protocol write it. */
const errorBody = z.object({
  message: z.string().catch(''),
  param: z.string().nullable().catch(null),
  code: z.union([z.string(), z.number()]).nullable().catch(null),
});

/** What the client throws for an error answer; `status` is absent for one inside the stream. */
const errorAnswer = z.object({
  status: z.number().optional(),
  error: z.unknown(),
  message: z.string().catch(''),
  headers: z.instanceof(Headers).nullable().catch(null),
});

/** The trouble behind what opening a stream threw. */
export function openTrouble(thrown: unknown): Trouble {
  const answer = errorAnswer.safeParse(thrown);
  if (answer.success && answer.data.status !== undefined) return httpTrouble(answer.data);
  return { kind: 'unreachable', code: systemCode(thrown) };
}

/** The trouble behind what reading a stream threw. */
export function streamTrouble(thrown: unknown): Trouble {
  if (thrown instanceof TroubleError) return thrown.trouble;
  if (thrown instanceof SyntaxError || thrown instanceof z.ZodError) return { kind: 'malformed' };
  const answer = errorAnswer.safeParse(thrown);
  if (answer.success && answer.data.error !== undefined) return httpTrouble(answer.data);
  return { kind: 'broken' };
}

function httpTrouble(answer: z.infer<typeof errorAnswer>): Trouble {
  const parsed = errorBody.safeParse(answer.error);
  const body = parsed.success ? parsed.data : { message: '', param: null, code: null };
  // Inside a stream the status stands in the body, if anywhere.
  const status = answer.status ?? (typeof body.code === 'number' ? body.code : 500);
  return {
    kind: 'http',
    status,
    message: body.message || plainMessage(answer),
    param: body.param,
    code: typeof body.code === 'string' ? body.code : null,
    headers: answer.headers,
  };
}

/** A body that is no JSON stands in the thrown message, after the status. */
function plainMessage(answer: z.infer<typeof errorAnswer>): string {
  const text = answer.message.replace(/^\d+ /, '');
  return /status code \(no body\)|^\s*</.test(text) ? '' : text;
}

/** The system's code, looked for down the chain of causes. */
function systemCode(thrown: unknown): string | null {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; depth++) {
    const code = (error as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return code;
    error = error instanceof AggregateError ? error.errors[0] : error.cause;
  }
  return null;
}
