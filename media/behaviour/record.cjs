/**
 * Records calls of watched functions, with their arguments as they were before the call. Follows
 * values.cjs in one file of the exchange folder. Each outermost watched call becomes a line of
 * `calls.jsonl`: {"id", "module", "name", "args", "named", "entered": ids of the watched functions
 * that ran within it}.
 */
const { appendFileSync } = require('node:fs');
const path = require('node:path');

const callsLog = path.join(__dirname, 'calls.jsonl');
// More calls of one function tell little more; encoding them costs.
const mostCalls = 60;
const longestLine = 100000;
const seenCalls = new Map();
let outermost = null;

/** `world`: the global object of the watched code, where its classes can be found. */
function lineOf(id, args, self, world) {
  const seen = seenCalls.get(id) ?? new Set();
  seenCalls.set(id, seen);
  if (seen.size >= mostCalls || args === null) return null;
  const line = { id, module: '', name: id.slice(id.indexOf('#') + 1) };
  const encode = (value) => reckonValues.encode(value, world.__reckon_reach__.classOf);
  const named = id.includes('.prototype.') ? [['this', encode(self)]] : [];
  const encoded = { ...line, args: Array.from(args, encode), named };
  const text = JSON.stringify(encoded);
  if (seen.has(text) || text.length > longestLine) return null;
  seen.add(text);
  return encoded;
}

module.exports = {
  /** What is given back goes to `leave`. */
  enter(id, args, self, world) {
    if (outermost) {
      outermost.entered.add(id);
      return null;
    }
    // Before anything is encoded: getters that this runs are no calls of the tests.
    const call = { entered: new Set(), line: null };
    outermost = call;
    call.line = lineOf(id, args, self, world);
    call.entered = new Set([id]);
    return call;
  },
  leave(call) {
    if (!call) return;
    if (outermost === call) outermost = null;
    if (!call.line) return;
    const line = { ...call.line, entered: [...call.entered].sort() };
    appendFileSync(callsLog, `${JSON.stringify(line)}\n`);
  },
};
