import { quantilesOf } from '../../src/complete/accept-log.ts';
import {
  type Fitted,
  featureNames,
  featuresOf,
  type ModelName,
  writeFitted,
} from '../acceptance/gate/models.ts';
import { readSuggestions, type Suggestion } from '../acceptance/gate/sessions.ts';
import { fitLogistic } from './logistic.ts';
import { writePrior } from './prior.ts';

/**
 * Fits acceptance to recorded sessions: what ships into the built-in prior, and, for measuring, the
 * same without each of the users.
 */
export async function fitGate(): Promise<void> {
  const { suggestions, displays } = await readSuggestions();
  const table = (of: 'mean' | 'sum') =>
    quantilesOf(displays.map((each) => each[of])).map((value) => Number(value.toFixed(4)));
  const own = { mean: table('mean'), sum: table('sum') };
  const users = [...new Set(suggestions.map(({ user }) => user))];
  const fitAll = (of: readonly Suggestion[]): Fitted['all'] => {
    const fit = (name: ModelName) => fitOne(name, of, own);
    return {
      shipped: fit('shipped'),
      unscored: fit('unscored'),
      upper: fit('upper'),
      afterwards: fit('afterwards'),
    };
  };
  const all = fitAll(suggestions);
  const without = Object.fromEntries(
    users.map((user) => [user, fitAll(suggestions.filter((each) => each.user !== user))]),
  );
  await writeFitted({ own, all, without });
  await writePrior({ scored: all.shipped, unscored: all.unscored });
  console.log(`${suggestions.length} suggestions of ${users.length} users`);
  console.log(JSON.stringify(all, null, 1));
}

function fitOne(name: ModelName, of: readonly Suggestion[], own: Fitted['own']) {
  const examples = of.flatMap((each) => {
    const features = featuresOf(name, each, own);
    return features ? [{ features, good: each.accepted, group: 0, weight: 1 }] : [];
  });
  return fitLogistic(featureNames[name], examples);
}
