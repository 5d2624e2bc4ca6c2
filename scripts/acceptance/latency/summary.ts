/** One player in one session: an entry for each event. */
export interface Told {
  readonly positions: number;
  /** Milliseconds to the final text, `-` where it did not come in time, between spaces. */
  readonly ms: string;
  /** `-` not in time, `_` nothing to add, `+` right, `.` wrong. */
  readonly marks: string;
}

/** One session, played by both. */
export interface LatencyRow {
  /** `t` for an event amid typing, `p` for one that a pause follows. */
  readonly kinds: string;
  /** Milliseconds to the next event, between spaces. */
  readonly gaps: string;
  readonly ours: Told;
  readonly rival: Told;
}

type Player = 'ours' | 'rival';

/** One event of one player. */
interface Event {
  readonly gap: number;
  readonly ms: number | null;
  readonly mark: string;
}

/** The figures of some sessions: what each player did, then how ours compares. */
export function figures(name: string, rows: readonly LatencyRow[]): string[] {
  if (rows.length === 0) return [];
  const events = rows.reduce((sum, { kinds }) => sum + kinds.length, 0);
  const positions = (player: Player) =>
    rows.reduce((sum, row) => sum + row[player].positions, 0) / events;
  return [
    `${name}: ${rows.length} sessions, ${events} events; positions an event: ` +
      `ours ${positions('ours').toFixed(1)}, rival ${positions('rival').toFixed(1)}`,
    ...kindFigures('typing', 't', rows),
    ...kindFigures('pauses', 'p', rows),
  ];
}

function kindFigures(name: string, kind: string, rows: readonly LatencyRow[]): string[] {
  const [ours, rival] = (['ours', 'rival'] as const).map((player) => eventsOf(rows, player, kind));
  if (!ours || !rival || ours.length === 0) return [];
  const ratio = (of: (events: readonly Event[]) => number) => (of(ours) / of(rival)).toFixed(2);
  const points = 100 * (shareRight(ours) - shareRight(rival));
  return [
    `  ${name}: ${ours.length} events`,
    `    ours:  ${told(ours)}`,
    `    rival: ${told(rival)}`,
    `    ratios: right in time ${ratio(right)}, p50 ${ratio(quantile(0.5))}, ` +
      `p95 ${ratio(quantile(0.95))}; share right ${points >= 0 ? '+' : ''}${points.toFixed(1)} points`,
  ];
}

function eventsOf(rows: readonly LatencyRow[], player: Player, kind: string): Event[] {
  return rows.flatMap((row) => {
    const gaps = row.gaps.split(' ').map(Number);
    const times = row[player].ms.split(' ');
    return Array.from(row.kinds).flatMap((each, at) => {
      const gap = gaps[at] ?? 0;
      // Changes at one moment are one change.
      if (each !== kind || gap === 0) return [];
      const ms = times[at] === '-' ? null : Number(times[at]);
      return [{ gap, ms, mark: row[player].marks[at] ?? '-' }];
    });
  });
}

function told(events: readonly Event[]): string {
  const share = (answered(events) / events.length) * 100;
  return (
    `answered ${share.toFixed(1)}%, p50 ${quantile(0.5)(events)} ms, p95 ${quantile(0.95)(events)} ms, ` +
    `right ${(100 * shareRight(events)).toFixed(1)}% of the answered (${right(events)} in time)`
  );
}

const right = (events: readonly Event[]) => events.filter(({ mark }) => mark === '+').length;
const answered = (events: readonly Event[]) =>
  events.filter(({ mark }) => mark === '+' || mark === '.').length;
const shareRight = (events: readonly Event[]) => right(events) / Math.max(1, answered(events));

/** A quantile of the times, where the next event cuts off what is not there yet. */
const quantile = (q: number) => (events: readonly Event[]) => {
  const times = events.map(({ ms, gap }) => ms ?? gap).sort((a, b) => a - b);
  return Math.round(times[Math.ceil(q * times.length) - 1] ?? 0);
};
