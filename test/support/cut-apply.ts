/**
 * Applies a patch and kills itself before a given step, as a power failure would. Arguments: a JSON
 * object of the options of `applyPatch`, and the number of the step (past the last one: never).
 */
import { applyPatch, type ApplyOptions } from '../../src/solve/apply/apply.ts';

const [options = '', step = ''] = process.argv.slice(2);
let left = Number(step);
const failure = await applyPatch({
  ...(JSON.parse(options) as ApplyOptions),
  onStep: () => {
    if (left-- === 0) process.kill(process.pid, 'SIGKILL');
  },
});
if (failure) throw new Error(failure.why);
