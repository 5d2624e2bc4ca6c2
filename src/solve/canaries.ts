import type { SourceFile } from '../runner/runner.ts';
import { randomName, type TestBench } from '../verify/execution.ts';
import type { WorkspaceFiles } from './files.ts';
import type { Trial } from './trial.ts';

/**
 * The canaries of a run's phases: one beside the tests; in the run that confirms a pass one at the
 * end of each target's own file, where the runner has such and all of the files can hold one. There
 * it notices what has been changed for that file alone, also by calls that its tests made.
 */
export async function placeCanaries(
  bench: TestBench,
  files: WorkspaceFiles,
  targets: readonly string[],
  testFiles: readonly string[],
): Promise<Trial['canaries']> {
  const { command, runner, toWorkspace } = bench;
  const homes = new Set(targets.flatMap((id) => runner.fileOf(id, command) ?? []));
  const sources: SourceFile[] = [];
  for (const path of homes) {
    const text = await files.read(toWorkspace(path));
    if (text !== null) sources.push({ path, text });
  }
  return (phase) => {
    const random = randomName();
    const inside =
      phase === 'confirm'
        ? sources.map((file) => runner.canaryInside?.(command, file, random) ?? null)
        : [];
    const placed = inside.filter((canary) => canary !== null);
    if (placed.length > 0 && placed.length === inside.length) return placed;
    const beside = runner.canary(command, testFiles, random);
    return beside ? [beside] : [];
  };
}
