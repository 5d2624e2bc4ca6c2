import path from 'node:path';
import { type Failure, toFailure } from '../base/failure.ts';
import type { Descriptor } from '../model/descriptor.ts';
import { readDescriptor } from '../model/gguf-file.ts';
import { localModel } from '../model/local.ts';
import { modelFile, type OpenOptions, openModel } from '../model/open.ts';
import { composeShallow } from '../model/shallow.ts';
import type { Shallow, Team } from './exit/cascade.ts';
import { readThresholds } from './exit/thresholds.ts';
import { readStopHead } from './weights.ts';
import type { StopHead } from './stop/head.ts';

export interface TeamOptions extends OpenOptions {
  /** Where shallow models are put together. */
  readonly storage: string;
  /** The share of good completions that may be cut short. */
  readonly falseStops: number;
}

/** The models that complete, and what is fitted to them. */
export interface OpenTeam extends Team {
  readonly head: StopHead | null;
  dispose(): Promise<void>;
}

/** Opens a model by its name, with its exit where one pays. */
export async function openTeam(name: string, options: TeamOptions): Promise<OpenTeam | Failure> {
  const full = openModel(name, options);
  if ('code' in full) return full;
  try {
    const file = modelFile(name, options.installRoot);
    const shallow = file === null ? null : await openExit(file, options);
    const head = file === null ? null : await readStopHead(file, options.falseStops);
    const dispose = async () => {
      await Promise.all([full.dispose(), shallow?.model.dispose()]);
    };
    return { full, shallow, head, dispose };
  } catch (error) {
    await full.dispose();
    return toFailure(error);
  }
}

/** The exit that takes the least time, of those that pay; null where none does. */
async function openExit(file: string, options: TeamOptions): Promise<Shallow | null> {
  const measured = (await readThresholds(file))?.exits ?? [];
  const [best] = measured
    .filter(({ threshold }) => threshold !== null)
    .sort((a, b) => a.time - b.time);
  if (!best) return null;
  const descriptor = await readDescriptor(file);
  const exit = descriptor?.exits.find(({ layers }) => layers === best.layers);
  if (!descriptor || !exit) return null;
  const model = localModel({
    name: `exit after ${exit.layers} layers`,
    file: await exitFile(file, exit, options.storage),
    installRoot: options.installRoot,
    sequences: 1,
    descriptor: { ...descriptor, exits: [] },
  });
  return { model, layers: exit.layers, threshold: best.threshold ?? 1 };
}

async function exitFile(
  file: string,
  exit: Descriptor['exits'][number],
  storage: string,
): Promise<string> {
  const beside = path.join(path.dirname(file), exit.file);
  if (exit.kind === 'model') return beside;
  return composeShallow(file, beside, exit.layers, path.join(storage, 'shallow'));
}
