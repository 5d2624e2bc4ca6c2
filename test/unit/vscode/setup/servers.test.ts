import assert from 'node:assert/strict';
import { lookForServers, usualServers } from '../../../../src/vscode/setup/servers.ts';
import { startReplayServer } from '../../../support/replay-server.ts';

describe('lookForServers', () => {
  it('asks the servers at once, and sends no key', async () => {
    const text = JSON.stringify({ data: [{ id: 'm' }] });
    const there = await startReplayServer(() => ({ text }), { scripted: true });
    const gone = await startReplayServer(() => ({}));
    await gone.close();
    process.env['RECKON_API_KEY'] = 'secret-key';
    try {
      const servers = [
        { name: 'There', baseUrl: there.baseUrl },
        { name: 'Gone', baseUrl: gone.baseUrl },
      ];
      const [first, second] = await lookForServers(servers);
      assert.deepEqual(first?.found, { baseUrl: there.baseUrl, models: ['m'] });
      assert.ok(second && 'code' in second.found);
      assert.equal(second.found.code, 'unreachable');
      assert.equal(there.requests[0]?.headers.authorization, undefined);
    } finally {
      delete process.env['RECKON_API_KEY'];
      await there.close();
    }
  });

  it('knows where Ollama, LM Studio and llama-server listen', () => {
    const ports = usualServers.map(({ baseUrl }) => new URL(baseUrl).port);
    assert.deepEqual(ports, ['11434', '1234', '8080']);
  });
});
