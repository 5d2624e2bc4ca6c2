// Fits what ships: `npm run fit -- verify | traces [MOST] | weights`. Reads RECKON_DATA.
import { recordTraces } from './fit/traces.ts';
import { fitVerify } from './fit/verify.ts';
import { fitWeights } from './fit/weights.ts';

const [what = '', most = '1000'] = process.argv.slice(2);
if (what === 'verify') await fitVerify();
else if (what === 'traces') await recordTraces(Number(most));
else if (what === 'weights') await fitWeights();
else throw new Error('npm run fit -- verify | traces [MOST] | weights');
process.exit(0);
