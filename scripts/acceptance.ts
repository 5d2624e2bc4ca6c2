// Runs one measurement: `npm run acceptance -- NAME [--check]`. See scripts/acceptance/benchmark.ts.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { fixedTenth, type Benchmark } from './acceptance/benchmark.ts';
import { drawDefects } from './acceptance/defects.ts';
import { keptRows, newRecord, readRecord, writeRecord } from './acceptance/record.ts';

const usage = `npm run acceptance -- NAME [--check] [--rows N]
  NAME          demo, replay, kill, …: a file of scripts/acceptance that exports a benchmark
  --rows N      stops after so many rows; another run goes on
  --check       repeats a fixed tenth of the recorded rows and compares
  draw-defects  (as NAME) draws bench/defects.json anew`;

/** Runs every row that is not yet recorded for this very code, and records each as it comes. */
async function measure(name: string, benchmark: Benchmark, most: number): Promise<boolean> {
  const record = await newRecord(name, benchmark.seeds);
  record.rows.push(...keptRows(await readRecord(name), record));
  const done = new Set(record.rows.map((row) => row.id));
  if (done.size > 0) console.log(`${done.size} rows of this commit are there already.`);
  const left = (await benchmark.rows()).filter((id) => !done.has(id));
  for (const id of left.slice(0, most)) {
    const row = await benchmark.run(id);
    console.log(`${id}: ${JSON.stringify(row.result)} ${JSON.stringify(row.measured)}`);
    record.rows.push({ ...row, result: { ...row.result }, measured: { ...row.measured } });
    record.summary = [...benchmark.summarise(record.rows)];
    await writeRecord(record);
  }
  record.summary = [...benchmark.summarise(record.rows)];
  await writeRecord(record);
  console.log(['', ...record.summary].join('\n'));
  return true;
}

/** Repeats a tenth of the recorded rows; false where one gives another result. */
async function check(name: string, benchmark: Benchmark): Promise<boolean> {
  const record = await readRecord(name);
  if (!record) throw new Error(`bench/${name}.json is not there: run without --check first`);
  console.log(`Recorded at ${record.commit}.`);
  let same = 0;
  const repeated = fixedTenth(record.rows.map((row) => row.id));
  for (const id of repeated) {
    const before = record.rows.find((row) => row.id === id);
    const now = await benchmark.run(id);
    const equal = isDeepStrictEqual(before?.result, now.result);
    if (equal) same += 1;
    const difference = `was ${JSON.stringify(before?.result)}, is ${JSON.stringify(now.result)}`;
    console.log(`${id}: ${equal ? 'the same' : difference}`);
  }
  console.log(`${same} of ${repeated.length} rows are the same.`);
  return same === repeated.length;
}

async function load(name: string): Promise<Benchmark | null> {
  const file = path.join(import.meta.dirname, 'acceptance', `${name}.ts`);
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(file)) return null;
  const module = (await import(file)) as { benchmark?: Benchmark };
  return module.benchmark ?? null;
}

async function main(): Promise<number> {
  const options = {
    check: { type: 'boolean', default: false },
    rows: { type: 'string', default: 'Infinity' },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [name = ''] = positionals;
  if (name === 'draw-defects') {
    await drawDefects(console.log);
    return 0;
  }
  const benchmark = await load(name);
  if (!benchmark) {
    console.error(usage);
    return 64;
  }
  try {
    const good = values.check
      ? await check(name, benchmark)
      : await measure(name, benchmark, Number(values.rows));
    return good ? 0 : 1;
  } finally {
    await benchmark.dispose?.();
  }
}

process.exitCode = await main();
