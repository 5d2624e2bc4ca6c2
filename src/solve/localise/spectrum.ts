/** One test run of the probed sources: which probes it executed. */
export interface Spectrum {
  readonly failed: boolean;
  readonly probes: ReadonlySet<number>;
}

/**
 * Suspicion of each probe in [0, 1] by Ochiai (Abreu et al., TAIC PART 2007):
 * `ef / sqrt(F (ef + ep))`, with `ef` and `ep` the failing and passing runs that execute it and `F`
 * the failing runs. Probes that no failing run executes are left out.
 */
export function ochiai(spectra: readonly Spectrum[]): Map<number, number> {
  const failing = spectra.filter(({ failed }) => failed);
  const passing = spectra.filter(({ failed }) => !failed);
  const count = (runs: readonly Spectrum[], probe: number) =>
    runs.filter(({ probes }) => probes.has(probe)).length;
  const suspicion = new Map<number, number>();
  for (const probe of new Set(failing.flatMap(({ probes }) => [...probes]))) {
    const ef = count(failing, probe);
    const ep = count(passing, probe);
    suspicion.set(probe, ef / Math.sqrt(failing.length * (ef + ep)));
  }
  return suspicion;
}
