import path from 'node:path';
import { FailureError, toFailure } from './base/failure.ts';
import { parseCommandLine, type Request } from './cli/args.ts';
import { exits, type Io, openIo } from './cli/io.ts';
import { openOutput } from './cli/output.ts';
import { stopSignal } from './cli/signals.ts';

/** Runs a command; resolves with its exit status. Commands are loaded when they are asked for. */
async function run(request: Request, io: Io, signal: AbortSignal): Promise<number> {
  switch (request.command) {
    case 'solve':
      return (await import('./cli/solve.ts')).runSolve(request.options, io, signal);
    case 'verify':
      return (await import('./cli/verify.ts')).runVerify(request.options, io, signal);
    case 'resume':
      return (await import('./cli/resume.ts')).runResume(request.of, request.options, io, signal);
    case 'complete':
      return (await import('./cli/complete.ts')).runComplete(request.options, io, signal);
    case 'trace':
      return (await import('./cli/trace.ts')).runTrace(request.options, io, signal);
    case 'doctor':
      return (await import('./cli/doctor.ts')).runDoctor(request.options, io, signal);
  }
}

async function runUntilStopped(request: Request, io: Io): Promise<number> {
  const stopped = { code: 'cancelled', why: 'The run was cancelled.' };
  const { signal, dispose } = stopSignal(process, () => {
    io.fail(stopped, 'cancelled');
    process.exit(exits.cancelled);
  });
  try {
    return await run(request, io, signal);
  } catch (error) {
    if (signal.aborted) {
      io.fail(stopped, 'cancelled');
      return exits.cancelled;
    }
    return crash(error, io);
  } finally {
    dispose();
  }
}

/** Says what went wrong; what nobody expected is told with its stack. */
function crash(error: unknown, io: Io): number {
  io.fail(toFailure(error));
  if (error instanceof Error && !(error instanceof FailureError)) io.note(error.stack ?? '');
  return exits.failed;
}

async function main(argv: readonly string[], io: Io): Promise<number> {
  const parsed = parseCommandLine(argv, process.cwd());
  switch (parsed.kind) {
    case 'help':
      io.text(parsed.text);
      return exits.done;
    case 'usage':
      io.fail(parsed.failure);
      if (!io.json) io.note(`Try: ${parsed.hint}`);
      return exits.usage;
    case 'run':
      return runUntilStopped(parsed.request, io);
  }
}

// A reader that has left (`| head`) must not end a run that may be changing files.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const argv = process.argv.slice(2);
const output = openOutput(process.stdout, process.stderr, argv.includes('--json'));
const io = openIo(output, process.env, path.resolve(import.meta.dirname, '..'));
process.on('uncaughtException', (error) => process.exit(crash(error, io)));

process.exitCode = await main(argv, io);
// Once all is written, nothing that a library left open keeps the process; this timer does not either.
process.stdout.write('', () => setTimeout(() => process.exit(), 50).unref());
