/**
 * Calls functions on given inputs, and writes down what comes of each call. Follows values.cjs, both
 * within the text of a test of ours. `replay.json` in the exchange folder: {"calls": [{"index", "id",
 * "args", "named"}], "callMs", "budgetMs"}. Lines of `outcomes.jsonl`: {"begun": index} before a
 * call, {"index", "outcome"} after it, {"finished": true} at the end. A call that cannot be
 * interrupted ends the process: the caller goes on behind it.
 */
const reckonReplay = async (load) => {
  const builtin = (name) => process.getBuiltinModule(name);
  const fs = builtin('node:fs');
  const path = builtin('node:path');
  const folder = process.env.RECKON_BEHAVIOUR;
  const plan = JSON.parse(fs.readFileSync(path.join(folder, 'replay.json'), 'utf8'));
  const log = path.join(folder, 'outcomes.jsonl');
  const { appendFileSync } = fs;
  const { stringify } = JSON;
  const write = (line) => appendFileSync(log, `${stringify(line)}\n`);
  const now = performance.now.bind(performance);
  const timers = { set: setTimeout, clear: clearTimeout };
  const mostPrinted = 10000;
  const mostMessage = 1000;

  /** A thread beside this one ends the process when a call holds it for too long. */
  const guard = () => {
    const beats = new Int32Array(new SharedArrayBuffer(8));
    const source = `
      const { beats, callMs } = require('node:worker_threads').workerData;
      let last = 0, since = 0;
      setInterval(() => {
        const current = Atomics.load(beats, 0);
        if (Atomics.load(beats, 1) === 0 || current !== last) { last = current; since = Date.now(); }
        else if (Date.now() - since > callMs) process.kill(process.pid, 'SIGKILL');
      }, 50);`;
    const { Worker } = builtin('node:worker_threads');
    const workerData = { beats, callMs: 2 * plan.callMs + 1000 };
    const worker = new Worker(source, { eval: true, workerData, env: {}, execArgv: [] });
    return {
      watch: () => (Atomics.add(beats, 0, 1), Atomics.store(beats, 1, 1)),
      rest: () => Atomics.store(beats, 1, 0),
      end: () => worker.terminate(),
    };
  };

  const printing = async (work) => {
    let printed = '';
    const { stdout } = process;
    const kept = stdout.write;
    const print = (text) => {
      if (printed.length < mostPrinted)
        printed += String(text).slice(0, mostPrinted - printed.length);
      return true;
    };
    const methods = ['log', 'info', 'debug'];
    const originals = methods.map((name) => console[name]);
    stdout.write = print;
    for (const name of methods) {
      console[name] = (...args) => print(`${builtin('node:util').format(...args)}\n`);
    }
    try {
      const outcome = await work();
      return { ...outcome, printed };
    } finally {
      stdout.write = kept;
      methods.forEach((name, at) => (console[name] = originals[at]));
    }
  };

  const late = {};
  const within = async (value) => {
    let timer;
    const bound = new Promise((_, reject) => (timer = timers.set(reject, plan.callMs, late)));
    try {
      return await Promise.race([value, bound]);
    } finally {
      timers.clear(timer);
    }
  };

  const drained = (value) => {
    const isIterator =
      typeof value === 'object' && value !== null && typeof value.next === 'function';
    if (!isIterator || typeof value[Symbol.iterator] !== 'function') return undefined;
    const items = [];
    for (const item of value) if (items.push(item) >= 1000) break;
    return items;
  };

  const outcomeOf = async (reach, call) => {
    const encode = (value) => reckonValues.encode(value, reach.classOf);
    const decode = (value) => reckonValues.decode(value, reach.classAt);
    const args = call.args.map(decode);
    const self = call.named
      .filter(([name]) => name === 'this')
      .map(([, value]) => decode(value))[0];
    try {
      const returned = reach.functions.get(call.id)(args, self);
      const isPromise = typeof returned?.then === 'function';
      const result = isPromise ? await within(returned) : returned;
      const items = drained(result);
      const value = items ? { type: 'iterator', items: items.map(encode) } : encode(result);
      const left = result === undefined ? { left: args.map(encode) } : {};
      return { kind: 'returned', value, ...left };
    } catch (error) {
      if (error === late) return { kind: 'timeout' };
      const isError = typeof error === 'object' && error !== null;
      const name = isError ? String(error.name ?? error.constructor?.name) : typeof error;
      const message = isError ? String(error.message) : String(error);
      return { kind: 'raised', error: name, message: message.slice(0, mostMessage) };
    }
  };

  const missing = await load();
  for (const { name, why } of missing) write({ missing: name, why });
  const reach = globalThis.__reckon_reach__;
  const end = now() + plan.budgetMs;
  const watching = guard();
  try {
    for (const call of plan.calls) {
      if (!reach?.functions.has(call.id)) continue;
      if (now() > end) break;
      write({ begun: call.index });
      watching.watch();
      const start = now();
      let outcome = await printing(() => outcomeOf(reach, call));
      watching.rest();
      if (now() - start > plan.callMs) outcome = { kind: 'timeout' };
      write({ index: call.index, outcome });
    }
  } finally {
    await watching.end();
  }
  write({ finished: true });
};
