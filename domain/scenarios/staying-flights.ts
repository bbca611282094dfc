import type { Vec3 } from '../vectors/vector.ts';
import { add, scale } from '../vectors/vector.ts';
import { anyDirection, approachDirection, sidewaysOf } from './directions.ts';
import { type Flight, legsThrough, type Waypoint } from './flight.ts';
import type { Random } from './random.ts';

/** Own spacecraft's orbit and the scale of the relative motion. */
export interface Setting {
  readonly meanMotionRadPerS: number;
  readonly rangeKm: number;
  readonly random: Random;
}

export const revolutionS = (meanMotionRadPerS: number) => (2 * Math.PI) / meanMotionRadPerS;

/** Longest leg of a hold, rad of the own orbit: a hold off the in-track axis is nearly continuous thrust. */
const longestHoldLegRad = 0.05;

/**
 * Hovering: range held, hardly any relative speed.
 *
 * A hold on the in-track or radial axis or elsewhere, kept inside a dead band by small impulses.
 */
export function hover({ meanMotionRadPerS, rangeKm, random }: Setting): Flight {
  const durationS = random.between(0.3, 1) * revolutionS(meanMotionRadPerS);
  const station = scale(approachDirection(random), rangeKm);
  const deadBandKm = random.between(0.002, 0.02) * rangeKm;
  const corners = Array.from({ length: 5 }, () =>
    add(station, scale(anyDirection(random), random.next() * deadBandKm)),
  );

  const legCount = Math.ceil((durationS * meanMotionRadPerS) / longestHoldLegRad);
  const waypoints = Array.from({ length: legCount + 1 }, (_, i): Waypoint => {
    const share = i / legCount;
    return { timeS: share * durationS, positionRtnKm: pointAlong(corners, share) };
  });
  return { meanMotionRadPerS, durationS, legs: legsThrough(waypoints, meanMotionRadPerS) };
}

/** The point at a share of the way along equally timed straight stretches. */
function pointAlong(corners: readonly Vec3[], share: number): Vec3 {
  const place = share * (corners.length - 1);
  const stretch = Math.min(Math.floor(place), corners.length - 2);
  const ahead = place - stretch;
  return add(scale(corners[stretch]!, 1 - ahead), scale(corners[stretch + 1]!, ahead));
}

/** Flyaround: the line of sight turns fully while the range stays within a narrow band. */
export function flyAround(setting: Setting): Flight {
  return setting.random.chance(0.5) ? naturalEllipse(setting) : forcedCircle(setting);
}

/** The drift-free 2:1 ellipse about the own spacecraft, with or without cross-track motion. */
function naturalEllipse({ meanMotionRadPerS, rangeKm, random }: Setting): Flight {
  const n = meanMotionRadPerS;
  const phaseRad = random.between(0, 2 * Math.PI);
  const crossTrackKm = random.chance(0.5) ? random.between(0, 1.7) * rangeKm : 0;
  const crossPhaseRad = random.pick([phaseRad, phaseRad + Math.PI]);
  const offsetKm = random.between(-0.05, 0.05) * rangeKm;
  return {
    meanMotionRadPerS,
    durationS: random.between(1.1, 2.5) * revolutionS(n),
    legs: [
      {
        startS: 0,
        state: {
          positionRtnKm: [
            rangeKm * Math.cos(phaseRad),
            offsetKm - 2 * rangeKm * Math.sin(phaseRad),
            crossTrackKm * Math.cos(crossPhaseRad),
          ],
          velocityRtnKmPerS: [
            -n * rangeKm * Math.sin(phaseRad),
            -2 * n * rangeKm * Math.cos(phaseRad),
            -n * crossTrackKm * Math.sin(crossPhaseRad),
          ],
        },
      },
    ],
  };
}

/** A circle in any plane, flown through waypoints. */
function forcedCircle({ meanMotionRadPerS, rangeKm, random }: Setting): Flight {
  const turns = random.between(1.1, 2);
  const durationS = turns * random.between(0.3, 1) * revolutionS(meanMotionRadPerS);
  const first = anyDirection(random);
  const second = sidewaysOf(first, random);
  const legCount = Math.ceil(turns * (16 + random.int(12)));
  const waypoints = Array.from({ length: legCount + 1 }, (_, i): Waypoint => {
    const angleRad = (i / legCount) * turns * 2 * Math.PI;
    return { timeS: (i / legCount) * durationS, positionRtnKm: onCircle(first, second, angleRad, rangeKm) };
  });
  return { meanMotionRadPerS, durationS, legs: legsThrough(waypoints, meanMotionRadPerS) };
}

function onCircle(first: Vec3, second: Vec3, angleRad: number, radiusKm: number): Vec3 {
  return add(scale(first, radiusKm * Math.cos(angleRad)), scale(second, radiusKm * Math.sin(angleRad)));
}
