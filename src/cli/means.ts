import { openModel } from '../model/open.ts';
import { proxiedFetch } from '../model/remote/fetch.ts';
import { recoverApplies } from '../solve/apply/recover.ts';
import type { RunMeans } from '../solve/run.ts';
import { ideas } from '../solve/team.ts';
import { firstPass, fixedSamples } from '../verify/baselines.ts';
import type { Policy } from '../verify/policy.ts';
import type { Io } from './io.ts';

/** Policies that measurements compare ours with, by the name that RECKON_POLICY gives. */
const others = new Map<string | undefined, Policy>(
  [firstPass, fixedSamples].map((policy) => [policy.name, policy]),
);

/**
 * With what a command runs a task; mends first what an apply that was cut has left. `trace`: where
 * the user wants it.
 */
export async function meansOf(trace: string | undefined, io: Io): Promise<RunMeans> {
  for (const failure of await recoverApplies(io.storage)) io.note(failure.why);
  const fetch = proxiedFetch(io.env);
  return {
    ...io,
    trace,
    policy: others.get(io.env['RECKON_POLICY']),
    ideas: ideas.find((each) => each === io.env['RECKON_IDEAS']),
    openModel: (name) => openModel(name, { ...io, fetch }),
    onEvent: io.follow,
  };
}
