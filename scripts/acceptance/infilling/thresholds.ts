import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { exitsFile } from '../../../src/complete/exit/thresholds.ts';
import type { ExitFinding } from './exit-costs.ts';

/** Writes what was found of a model's exits beside the model, where the exit rule reads it. */
export function writeThresholds(model: string, holes: number, exits: readonly ExitFinding[]): void {
  const found = exits.map((exit) => ({
    ...exit,
    agreement: round(exit.agreement),
    time: round(exit.time),
  }));
  const text = JSON.stringify({ model: path.basename(model), holes, exits: found }, null, 2);
  writeFileSync(exitsFile(model), `${text}\n`);
}

const round = (value: number) => Math.round(value * 1e4) / 1e4;
