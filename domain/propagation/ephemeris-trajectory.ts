import { toGcrf } from '../frames/gcrf.ts';
import type { EphemerisCovariance, EphemerisSegment, EphemerisState } from '../observations/oem/ephemeris-segment.ts';
import type { TimeWindow } from '../time/time-window.ts';
import { interpolateHermite, interpolateLagrange, type PositionAndVelocity } from './interpolation.ts';
import { lastNotAfter, type Piece, piecewiseTrajectory } from './piecewise-trajectory.ts';
import type { Trajectory } from './trajectory.ts';

/**
 * Trajectories of the objects of an ephemeris, one per object identifier, or per name where it has none.
 *
 * A state is interpolated within one segment, inside its usable window and between its first and last state, never
 * across a border and never beyond. Where segments overlap, the one that starts later takes over from its start, and
 * an epoch that two share belongs to the later: after a maneuver the older segment no longer holds. A segment of a
 * single state is known at that epoch alone; one whose usable window holds no state is left out.
 */
export function ephemerisTrajectories(segments: readonly EphemerisSegment[]): Trajectory[] {
  const byObject = new Map<string, EphemerisSegment[]>();
  for (const segment of segments) {
    const { startUtcMs, endUtcMs } = knownWindow(segment);
    if (startUtcMs > endUtcMs) continue;
    const objectId = segment.objectId || segment.objectName;
    const ofObject = byObject.get(objectId);
    if (ofObject) ofObject.push(segment);
    else byObject.set(objectId, [segment]);
  }
  return [...byObject].map(([objectId, ofObject]) =>
    piecewiseTrajectory(
      {
        objectId,
        objectName: ofObject.find((segment) => segment.objectName !== '')?.objectName ?? objectId,
        source: ofObject[0]!.source,
        origin: 'ephemeris',
      },
      ofObject.map(pieceOf),
    ),
  );
}

function pieceOf(segment: EphemerisSegment): Piece {
  const { frame, states } = inInertialFrame(segment);
  const interpolate = interpolatorOf(segment.interpolation);
  return {
    span: knownWindow(segment),
    stateAt(epochUtcMs) {
      const nodes = nodesAround(states, epochUtcMs, interpolate.nodeCount);
      const at = interpolate.at(nodes, epochUtcMs);
      return toGcrf(frame, epochUtcMs, at.positionKm, at.velocityKmPerS);
    },
    positionSigmaKm: ephemerisSigma(segment),
  };
}

/** The usable window as far as there are states. */
function knownWindow({ usableWindow, states }: EphemerisSegment): TimeWindow {
  return {
    startUtcMs: Math.max(usableWindow.startUtcMs, states[0]!.epochUtcMs),
    endUtcMs: Math.min(usableWindow.endUtcMs, states.at(-1)!.epochUtcMs),
  };
}

/** The states where interpolation is smooth: as they are, or out of the rotating frame. Of equal epochs the last stays. */
function inInertialFrame({ frame, states }: EphemerisSegment): Pick<EphemerisSegment, 'frame' | 'states'> {
  const distinct = states.filter((state, i) => states[i + 1]?.epochUtcMs !== state.epochUtcMs);
  if (frame !== 'ITRF') return { frame, states: distinct };
  return {
    frame: 'GCRF',
    states: distinct.map((state) => {
      const { positionGcrfKm, velocityGcrfKmPerS } = toGcrf(
        frame,
        state.epochUtcMs,
        state.positionKm,
        state.velocityKmPerS,
      );
      return { ...state, positionKm: positionGcrfKm, velocityKmPerS: velocityGcrfKmPerS };
    }),
  };
}

interface Interpolator {
  readonly nodeCount: number;
  at(nodes: readonly EphemerisState[], epochUtcMs: number): PositionAndVelocity;
}

/** States through which a polynomial is laid when the file names no method: Hermite of degree 7. */
const defaultNodeCount = 4;

/** More nodes add rounding, not accuracy. */
const mostNodes = 12;

/**
 * Hermite's or Lagrange's polynomial of the degree the file declares; Hermite's of degree 7 for any other method.
 *
 * Measured by degree 7 on Kepler orbits (ephemeris-trajectory.test.ts): a low orbit given every four minutes is hit
 * within 6 mm, one given every minute or a geostationary orbit given every quarter of an hour within a micrometer; at
 * the perigee of an orbit of eccentricity 0.74 given every four minutes the error is 3 m.
 */
function interpolatorOf(declared: EphemerisSegment['interpolation']): Interpolator {
  const degree = Math.max(1, Math.floor(declared?.degree ?? 0));
  switch (declared?.method.toUpperCase()) {
    case 'LAGRANGE':
      return { nodeCount: Math.min(degree + 1, mostNodes), at: onNodes(interpolateLagrange) };
    case 'HERMITE':
      return { nodeCount: Math.min(Math.ceil((degree + 1) / 2), mostNodes), at: onNodes(interpolateHermite) };
    default:
      return { nodeCount: defaultNodeCount, at: onNodes(interpolateHermite) };
  }
}

/** Times are taken from the epoch itself, where differences of epochs are exact. */
const onNodes =
  (interpolate: typeof interpolateHermite): Interpolator['at'] =>
  (nodes, epochUtcMs) =>
    interpolate(
      nodes.map((node) => ({ ...node, timeS: (node.epochUtcMs - epochUtcMs) / 1000 })),
      0,
    );

/** As many states as wanted and there are, half of them on each side of the epoch as far as the segment reaches. */
function nodesAround(states: readonly EphemerisState[], epochUtcMs: number, wanted: number): readonly EphemerisState[] {
  const count = Math.min(wanted, states.length);
  const before = lastNotAfter(states.length, (i) => states[i]!.epochUtcMs, epochUtcMs);
  const first = Math.min(Math.max(before + 1 - Math.ceil(count / 2), 0), states.length - count);
  return states.slice(first, first + count);
}

/**
 * What to expect of an operator's ephemeris that states no covariance, km in each component.
 *
 * Orbits determined by navigation receivers are good to meters, predictions in low orbit miss by hundreds of meters
 * within a day or two; a file does not say which it holds.
 */
const undeclaredSigmaKm = 0.1;

/** The error to expect at an epoch: that of the covariance nearest in time, where the segment has any. */
function ephemerisSigma({ covariances }: EphemerisSegment): Piece['positionSigmaKm'] {
  const known = covariances
    .map((covariance) => ({ epochUtcMs: covariance.epochUtcMs, sigmaKm: componentSigmaKm(covariance) }))
    .filter(({ sigmaKm }) => sigmaKm > 0)
    .sort((a, b) => a.epochUtcMs - b.epochUtcMs);
  return (epochUtcMs) => {
    const i = lastNotAfter(known.length, (index) => known[index]!.epochUtcMs, epochUtcMs);
    const [before, after] = [known[i], known[i + 1]];
    if (before === undefined || after === undefined) return (before ?? after)?.sigmaKm ?? undeclaredSigmaKm;
    return epochUtcMs - before.epochUtcMs < after.epochUtcMs - epochUtcMs ? before.sigmaKm : after.sigmaKm;
  };
}

/** Root of the mean position variance, the same in every frame; NaN or zero for a covariance that tells nothing. */
const componentSigmaKm = ({ matrix }: EphemerisCovariance): number =>
  Math.sqrt((matrix[0]![0]! + matrix[1]![1]! + matrix[2]![2]!) / 3);
