// Fits what ships: `npm run fit -- verify | repair | naturalness | traces [MOST] | weights | gate`. Reads RECKON_DATA.
import { fitGate } from './fit/gate.ts';
import { fitNaturalness } from './fit/naturalness.ts';
import { fitRepair } from './fit/repair.ts';
import { recordTraces } from './fit/traces.ts';
import { fitVerify } from './fit/verify.ts';
import { fitWeights } from './fit/weights.ts';

const [what = '', most = '1000'] = process.argv.slice(2);
if (what === 'verify') await fitVerify();
else if (what === 'naturalness') await fitNaturalness();
else if (what === 'repair') await fitRepair();
else if (what === 'traces') await recordTraces(Number(most));
else if (what === 'weights') await fitWeights();
else if (what === 'gate') await fitGate();
else
  throw new Error('npm run fit -- verify | repair | naturalness | traces [MOST] | weights | gate');
process.exit(0);
