import { toGcrf } from '../frames/gcrf.ts';
import type { ElementSet } from '../orbits/element-set.ts';
import type { TimeWindow } from '../time/time-window.ts';
import { msPerDay } from '../units.ts';
import { distance } from '../vectors/vector.ts';
import { type Piece, piecewiseTrajectory } from './piecewise-trajectory.ts';
import { type Sgp4Result, sgp4Propagator } from './sgp4.ts';
import type { Trajectory } from './trajectory.ts';

/**
 * How far from its own epoch an element set is followed. A set is fitted to the days before its epoch, so looking back
 * is safe for as long as the fit reached; a week ahead the error in low orbit has grown to ten kilometers or so.
 */
const reachBackMs = 3 * msPerDay;
const reachAheadMs = 7 * msPerDay;

/**
 * Trajectories of a catalog or of a history of element sets, one per catalog number, in order of first appearance.
 *
 * Each set serves the time nearest to its own epoch: from halfway to the set before it (at most three days before its
 * epoch) until the next set takes over (at most seven days after its epoch). Sets more than ten days apart leave a gap.
 * Of two sets with the same epoch the later in the list is taken. Epochs at which SGP4 fails have no state.
 *
 * The error to expect is that of a published set of its age, and at least what makes two sets consistent where one takes
 * over from the other.
 */
export function elementSetTrajectories(sets: readonly ElementSet[], source: string): Trajectory[] {
  const bySatellite = new Map<string, Map<number, ElementSet>>();
  for (const set of sets) {
    const history = bySatellite.get(set.catalogId) ?? new Map<number, ElementSet>();
    bySatellite.set(set.catalogId, history.set(set.epochUtcMs, set));
  }
  return [...bySatellite].map(([catalogId, history]) => {
    const inOrder = [...history.values()].sort((a, b) => a.epochUtcMs - b.epochUtcMs);
    const services = inOrder.map((set, i) => serviceOf(set, inOrder[i - 1], inOrder[i + 1]));
    const named = inOrder.findLast((set) => set.objectName !== undefined);
    return piecewiseTrajectory(
      {
        objectId: catalogId,
        objectName: named?.objectName ?? catalogId,
        designator: inOrder.at(-1)!.internationalDesignator,
        source,
        origin: 'mean elements',
      },
      services.map((service, i) => pieceOf(service, services[i - 1], services[i + 1])),
      coverageOf(inOrder),
    );
  });
}

/** From the first epoch to the last; a day about the epoch of a set that is alone. */
function coverageOf(inOrder: readonly ElementSet[]): TimeWindow {
  const aroundMs = inOrder.length === 1 ? msPerDay / 2 : 0;
  return { startUtcMs: inOrder[0]!.epochUtcMs - aroundMs, endUtcMs: inOrder.at(-1)!.epochUtcMs + aroundMs };
}

/** An element set, and when it serves. */
interface Service {
  readonly set: ElementSet;
  readonly span: TimeWindow;
  readonly propagate: (epochUtcMs: number) => Sgp4Result;
}

function serviceOf(set: ElementSet, before: ElementSet | undefined, after: ElementSet | undefined): Service {
  const nextStartUtcMs = after === undefined ? Number.POSITIVE_INFINITY : startOfService(after, set);
  return {
    set,
    propagate: sgp4Propagator(set),
    span: {
      startUtcMs: startOfService(set, before),
      endUtcMs: Math.min(nextStartUtcMs, set.epochUtcMs + reachAheadMs),
    },
  };
}

function startOfService(set: ElementSet, before: ElementSet | undefined): number {
  const earliestUtcMs = set.epochUtcMs - reachBackMs;
  return before === undefined ? earliestUtcMs : Math.max((before.epochUtcMs + set.epochUtcMs) / 2, earliestUtcMs);
}

function pieceOf(service: Service, before: Service | undefined, after: Service | undefined): Piece {
  const { set, span, propagate } = service;
  const atStartKm = before === undefined ? 0 : disagreementKm(before, service, span.startUtcMs);
  const atEndKm = after === undefined ? 0 : disagreementKm(service, after, span.endUtcMs);
  return {
    span,
    stateAt(epochUtcMs) {
      const result = propagate(epochUtcMs);
      return result.kind === 'state'
        ? toGcrf('TEME', epochUtcMs, result.positionTemeKm, result.velocityTemeKmPerS)
        : undefined;
    },
    positionSigmaKm(epochUtcMs) {
      const isBefore = epochUtcMs < set.epochUtcMs;
      const borderUtcMs = isBefore ? span.startUtcMs : span.endUtcMs;
      const share = (epochUtcMs - set.epochUtcMs) / (borderUtcMs - set.epochUtcMs || 1);
      return Math.hypot(meanElementsSigmaKm(set, epochUtcMs), share * (isBefore ? atStartKm : atEndKm));
    },
  };
}

/** How far two sets are apart where the later takes over, as the deviation of a component; 0 when one is unknown there. */
function disagreementKm(earlier: Service, later: Service, epochUtcMs: number): number {
  const [a, b] = [earlier.propagate(epochUtcMs), later.propagate(epochUtcMs)];
  const isBoth = a.kind === 'state' && b.kind === 'state' && earlier.span.endUtcMs >= epochUtcMs;
  return isBoth ? distance(a.positionTemeKm, b.positionTemeKm) / Math.sqrt(3) : 0;
}

/** Above this the period is shorter than about 128 min: low orbit, where drag drives the error. */
const lowOrbitRevPerDay = 11.25;

/**
 * Standard deviation of a position component of a published element set: an error at epoch and a growth either way.
 *
 * One number for a vector whose in-track component is by far the worst. In low orbit a total of 1 km at epoch and 2 km
 * more with each day, in higher orbits 1 km more with each day from about 2 km, each divided by √3. Drag in a solar
 * storm or a maneuver makes any such number wrong.
 *
 * @source Vallado and Cefola 2012, IAC-12-A6.6.11, and Levit and Marshall 2011, Adv. Space Res. 47:1107 (about 1 km at
 *         epoch, 1 to 3 km a day in low orbit); Kelso 2007, AAS 07-127 (navigation satellites against precise orbits)
 */
function meanElementsSigmaKm(set: ElementSet, epochUtcMs: number): number {
  const days = Math.abs(epochUtcMs - set.epochUtcMs) / msPerDay;
  const { atEpochKm, perDayKm } =
    set.meanMotionRevPerDay > lowOrbitRevPerDay ? { atEpochKm: 1, perDayKm: 2 } : { atEpochKm: 2, perDayKm: 1 };
  return Math.hypot(atEpochKm, perDayKm * days) / Math.sqrt(3);
}
