import { add, length, scale } from '../vectors/vector.ts';
import { anyDirection, approachDirection } from './directions.ts';
import { type Flight, type Leg, legsThrough, stateAt, type Waypoint } from './flight.ts';
import type { Random } from './random.ts';
import { revolutionS, type Setting } from './staying-flights.ts';

/** Longest leg of a steered approach, rad of the own orbit: short enough for nearly straight legs. */
const longestLegRad = 0.35;

/** Rendezvous: range and relative speed both go to nothing. */
export function rendezvous(setting: Setting): Flight {
  return setting.random.chance(0.7) ? glideSlope(setting) : transferAndBrake(setting);
}

/** Speed proportional to range: equal steps of the logarithm of the range, then a hold. */
function glideSlope({ meanMotionRadPerS, rangeKm, random }: Setting): Flight {
  const durationS = random.between(0.3, 1.8) * revolutionS(meanMotionRadPerS);
  const approachS = durationS * random.between(0.82, 0.95);
  const legCount = Math.max(12, Math.ceil((approachS * meanMotionRadPerS) / longestLegRad));
  const from = approachDirection(random);
  const endShare = random.between(0.005, 0.02);
  const waypoints = Array.from({ length: legCount + 1 }, (_, i): Waypoint => {
    const share = endShare ** (i / legCount);
    return { timeS: (i / legCount) * approachS, positionRtnKm: scale(from, rangeKm * share) };
  });
  return withHold(waypoints, meanMotionRadPerS, durationS);
}

/** One coasting transfer, an impulse that stops it at arrival, then a hold. */
function transferAndBrake({ meanMotionRadPerS, rangeKm, random }: Setting): Flight {
  const durationS = random.between(0.2, 0.5) * revolutionS(meanMotionRadPerS);
  const start = scale(approachDirection(random), rangeKm);
  const end = scale(start, random.between(0.005, 0.02));
  const waypoints = [
    { timeS: 0, positionRtnKm: start },
    { timeS: durationS * random.between(0.75, 0.87), positionRtnKm: end },
  ];
  return withHold(waypoints, meanMotionRadPerS, durationS);
}

/** Stays at the last waypoint to the end of the flight, in short hops. */
function withHold(waypoints: readonly Waypoint[], meanMotionRadPerS: number, durationS: number): Flight {
  const { timeS, positionRtnKm } = waypoints.at(-1)!;
  const hops = 4;
  const hold = Array.from({ length: hops }, (_, i): Waypoint => {
    return { timeS: timeS + ((i + 1) / hops) * (durationS - timeS), positionRtnKm };
  });
  return { meanMotionRadPerS, durationS, legs: legsThrough([...waypoints, ...hold], meanMotionRadPerS) };
}

/** Collision: the range goes to nothing, the relative speed does not. The flight ends just before contact. */
export function collide(setting: Setting): Flight {
  return setting.random.chance(0.6) ? ballisticCollision(setting) : homingCollision(setting);
}

/** Share of the flight time left at the last observation before contact. */
const lastLook = (random: Random) => random.between(0.003, 0.015);

/** Coasting into contact: flown backward from it. */
export function ballisticCollision({ meanMotionRadPerS, rangeKm, random }: Setting): Flight {
  const contactS = random.between(0.02, 0.25) * revolutionS(meanMotionRadPerS);
  const velocityRtnKmPerS = scale(approachDirection(random), -rangeKm / contactS);
  const contact: Leg = { startS: contactS, state: { positionRtnKm: [0, 0, 0], velocityRtnKmPerS } };
  const start = stateAt({ meanMotionRadPerS, durationS: contactS, legs: [contact] }, 0);
  const durationS = contactS * (1 - lastLook(random));
  return { meanMotionRadPerS, durationS, legs: [{ startS: 0, state: start }] };
}

/** Steered along a line at constant speed, with small corrections. */
function homingCollision({ meanMotionRadPerS, rangeKm, random }: Setting): Flight {
  const contactS = random.between(0.1, 0.8) * revolutionS(meanMotionRadPerS);
  const legCount = Math.max(5, Math.ceil((contactS * meanMotionRadPerS) / longestLegRad));
  const start = scale(approachDirection(random), rangeKm);
  const waypoints = Array.from({ length: legCount + 1 }, (_, i): Waypoint => {
    const aim = scale(start, 1 - i / legCount);
    const error = scale(anyDirection(random), 0.02 * random.next() * length(aim));
    return { timeS: (i / legCount) * contactS, positionRtnKm: add(aim, error) };
  });
  const durationS = contactS * (1 - lastLook(random));
  return { meanMotionRadPerS, durationS, legs: legsThrough(waypoints, meanMotionRadPerS) };
}
