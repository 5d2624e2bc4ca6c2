import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lackOf, leastGlibc, thisSystem } from '../../../src/model/engine/system.ts';

const binaries = path.resolve(
  import.meta.dirname,
  '../../../node_modules/@node-llama-cpp/linux-x64/bins/linux-x64',
);

describe('lackOf', () => {
  const cases: [platform: NodeJS.Platform, glibc: string | null, lack: RegExp | null][] = [
    ['linux', '2.36', null],
    ['linux', leastGlibc, null],
    ['linux', '2.31', /^its glibc is 2\.31, older than 2\.34$/],
    ['linux', '2.4', /older/],
    ['linux', null, /^its C library is not glibc, as on Alpine, which has musl$/],
    ['darwin', null, null],
    ['win32', null, null],
  ];
  for (const [platform, glibc, lack] of cases) {
    it(`${platform}, ${glibc ?? 'no glibc'}: ${lack ? 'a sentence' : 'nothing'}`, () => {
      const said = lackOf({ platform, glibc });
      if (lack) assert.match(said ?? '', lack);
      else assert.equal(said, null);
    });
  }

  it('is nothing where these tests run, with a local engine', () => {
    assert.equal(lackOf(thisSystem()), null);
  });

  it('asks for what the binaries ask for', function () {
    if (!existsSync(binaries)) {
      console.log('      skipped: the binaries for linux-x64 are not installed');
      this.skip();
    }
    const asked = readdirSync(binaries)
      .filter((file) => /\.(node|so)$/.test(file))
      .flatMap((file) => [
        ...readFileSync(path.join(binaries, file), 'latin1').matchAll(/GLIBC_(2\.\d+)/g),
      ])
      .map(([, version]) => version ?? '');
    const most = asked.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
    assert.equal(most, leastGlibc);
  });
});
