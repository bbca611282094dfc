import type { Vec3 } from '../vectors/vector.ts';
import { add, length, scale } from '../vectors/vector.ts';
import { ballisticCollision } from './arriving-flights.ts';
import { anyDirection, sidewaysOf } from './directions.ts';
import { type Flight, legsThrough, stateAt, type Waypoint } from './flight.ts';
import { revolutionS, type Setting } from './staying-flights.ts';

/** Flyby: the range falls, stays well above nothing, and grows again, all without a maneuver. */
export function flyBy(setting: Setting): Flight {
  return setting.random.chance(0.5) ? coellipticPass(setting) : crossingPass(setting);
}

/** Drift past on a neighboring circular orbit above or below. */
function coellipticPass({ meanMotionRadPerS, rangeKm, random }: Setting): Flight {
  const ahead = random.between(0.4, 0.6);
  const reach = random.between(6, 12);
  const heightKm = (random.pick([1, -1]) * rangeKm) / (reach * Math.max(ahead, 1 - ahead));
  const driftKmPerS = -1.5 * meanMotionRadPerS * heightKm;
  const durationS = (reach * Math.abs(heightKm)) / Math.abs(driftKmPerS);
  const startInTrackKm = -driftKmPerS * durationS * ahead;
  const crossTrackKm = random.between(-0.5, 0.5) * Math.abs(heightKm);
  return {
    meanMotionRadPerS,
    durationS,
    legs: [
      {
        startS: 0,
        state: {
          positionRtnKm: [heightKm, startInTrackKm, crossTrackKm],
          velocityRtnKmPerS: [0, driftKmPerS, 0],
        },
      },
    ],
  };
}

/** A crossing at speed, short against the revolution: closest approach chosen, flown out from there both ways. */
function crossingPass({ meanMotionRadPerS, rangeKm, random }: Setting): Flight {
  const durationS = random.between(0.02, 0.2) * revolutionS(meanMotionRadPerS);
  const closestS = durationS * random.between(0.4, 0.6);
  const closestKm = rangeKm * random.between(0.08, 0.25);
  const toward = anyDirection(random);
  const speedKmPerS = rangeKm / Math.max(closestS, durationS - closestS);
  const closest = {
    positionRtnKm: scale(toward, closestKm),
    velocityRtnKmPerS: scale(sidewaysOf(toward, random), speedKmPerS),
  };
  const state = stateAt({ meanMotionRadPerS, durationS, legs: [{ startS: closestS, state: closest }] }, 0);
  return { meanMotionRadPerS, durationS, legs: [{ startS: 0, state }] };
}

/** Retreat: on a collision course until an impulse turns it away. */
export function retreat(setting: Setting): Flight {
  const { meanMotionRadPerS, random } = setting;
  const course = ballisticCollision(setting);
  const turnS = course.durationS * random.between(0.6, 0.85);
  const before = stateAt(course, turnS);
  const speedKmPerS = length(before.velocityRtnKmPerS);
  const outward = scale(before.positionRtnKm, 1 / length(before.positionRtnKm));
  const sideways = scale(sidewaysOf(outward, random), random.between(0, 0.8));
  const heading: Vec3 = add(outward, sideways);
  const velocityRtnKmPerS = scale(heading, (speedKmPerS * random.between(0.5, 1.3)) / length(heading));
  return {
    meanMotionRadPerS,
    durationS: turnS + course.durationS * random.between(0.6, 0.9),
    legs: [course.legs[0]!, { startS: turnS, state: { positionRtnKm: before.positionRtnKm, velocityRtnKmPerS } }],
  };
}

/** Randomness: in and out several times without a plan, with an impulse at each end and now and then a wait. */
export function wander({ meanMotionRadPerS, rangeKm, random }: Setting): Flight {
  const legS = () => random.between(0.04, 0.12) * revolutionS(meanMotionRadPerS);
  const near = () => random.between(0.15, 0.35);
  const far = () => random.between(0.8, 1.2);
  const swingCount = 5 + random.int(4);
  const startsFar = random.int(2);

  let timeS = 0;
  const waypoints: Waypoint[] = [];
  for (let i = 0; i <= swingCount; i++) {
    const share = i % 2 === startsFar ? near() : far();
    const positionRtnKm = scale(anyDirection(random), rangeKm * share);
    waypoints.push({ timeS, positionRtnKm });
    timeS += legS();
    if (random.chance(0.2)) {
      waypoints.push({ timeS, positionRtnKm });
      timeS += legS();
    }
  }
  const durationS = waypoints.at(-1)!.timeS;
  return { meanMotionRadPerS, durationS, legs: legsThrough(waypoints, meanMotionRadPerS) };
}
