/*
 * The engine process: llama.cpp in a process of its own, so that a crash inside it ends neither the
 * command line nor the editor's extension host.
 */
import { parseRequest } from './protocol.ts';
import { EngineServer } from './server.ts';

const server = new EngineServer((reply) => process.send?.(reply));

process.on('message', (raw) => {
  void server.handle(parseRequest(raw));
});

// The owner is gone or wants no more. Nothing here needs unwinding, and a batch that is being
// evaluated would delay an orderly end.
process.on('disconnect', () => {
  process.kill(process.pid, 'SIGKILL');
});
