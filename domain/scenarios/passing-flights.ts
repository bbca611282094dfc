import type { Vec3 } from '../vectors/vector.ts';
import { add, length, scale } from '../vectors/vector.ts';
import { ballisticCollision } from './arriving-flights.ts';
import { anyDirection, sidewaysOf } from './directions.ts';
import { coasting, type Flight, flightThrough, relativeAt, turned, type Waypoint } from './flight.ts';
import { naturalFlight } from './natural-motion.ts';
import { revolutionS, type Setting } from './setting.ts';

/** Flyby: the range falls, stays well above nothing, and grows again, all without a maneuver. */
export function flyBy(setting: Setting): Flight {
  return setting.random.chance(0.5) ? driftPast(setting) : crossingPass(setting);
}

/**
 * Drift past above or below: co-elliptic, or along a walking safety ellipse.
 *
 * A few hours in a low orbit; days in the geostationary one.
 */
function driftPast(setting: Setting): Flight {
  const { own, rangeKm, random } = setting;
  const ahead = random.between(0.4, 0.6);
  const reach = random.chance(0.6) ? random.between(6, 12) : random.between(12, 30);
  const heightKm = rangeKm / (reach * Math.max(ahead, 1 - ahead));
  const above = random.pick([1, -1]);
  const walks = random.chance(0.5);
  const phaseRad = random.between(0, 2 * Math.PI);
  return naturalFlight(own, reach / (1.5 * own.meanMotionRadPerS), {
    aheadKm: above * reach * heightKm * ahead,
    aboveKm: above * heightKm,
    radialKm: walks ? random.between(0.1, 0.5) * heightKm : 0,
    phaseRad,
    crossTrackKm: random.between(0, walks ? 1 : 0.5) * heightKm,
    crossPhaseRad: phaseRad + random.pick([1, -1]) * (Math.PI / 2),
  });
}

/** A crossing at speed, short against the revolution: closest approach chosen, flown out from there both ways. */
function crossingPass(setting: Setting): Flight {
  const { rangeKm, random } = setting;
  const durationS = random.between(0.02, 0.25) * revolutionS(setting);
  const closestS = durationS * random.between(0.4, 0.6);
  return crossing(setting, durationS, closestS, rangeKm * random.between(0.08, 0.25));
}

/** A straight pass as far as natural motion lets it be straight. */
function crossing({ own, rangeKm, random }: Setting, durationS: number, closestS: number, closestKm: number): Flight {
  const toward = anyDirection(random);
  const speedKmPerS = rangeKm / Math.max(closestS, durationS - closestS);
  return coasting(own, durationS, closestS, {
    positionRtnKm: scale(toward, closestKm),
    velocityRtnKmPerS: scale(sidewaysOf(toward, random), speedKmPerS),
  });
}

/** Retreat: on a collision course or on the way to a near miss until an impulse turns it away. */
export function retreat(setting: Setting): Flight {
  const { random } = setting;
  const course = random.chance(0.6) ? ballisticCollision(setting) : nearMiss(setting);
  const turnS = course.durationS * random.between(0.6, 0.85);
  const before = relativeAt(course, turnS);
  const speedKmPerS = length(before.velocityRtnKmPerS);
  const outward = scale(before.positionRtnKm, 1 / length(before.positionRtnKm));
  const sideways = scale(sidewaysOf(outward, random), random.between(0, 0.8));
  const heading: Vec3 = add(outward, sideways);
  const velocityRtnKmPerS = scale(heading, (speedKmPerS * random.between(0.5, 1.3)) / length(heading));
  return turned(course, turnS, velocityRtnKmPerS, turnS + course.durationS * random.between(0.6, 0.9));
}

/** Up to the closest approach of a crossing. */
function nearMiss(setting: Setting): Flight {
  const { rangeKm, random } = setting;
  const durationS = random.between(0.02, 0.2) * revolutionS(setting);
  return crossing(setting, durationS, durationS, rangeKm * random.between(0.02, 0.06));
}

/** Randomness: in and out several times without a plan, with an impulse at each end and now and then a wait. */
export function wander(setting: Setting): Flight | undefined {
  const { own, rangeKm, random } = setting;
  const legS = () => random.between(0.04, 0.12) * revolutionS(setting);
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
  return flightThrough(own, waypoints);
}
