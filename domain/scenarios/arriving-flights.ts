import { add, length, scale, type Vec3 } from '../vectors/vector.ts';
import { anyDirection, approachDirection } from './directions.ts';
import { coasting, continuedThrough, type Flight, flightThrough, relativeAt, type Waypoint } from './flight.ts';
import { naturalFlight } from './natural-motion.ts';
import type { Random } from './random.ts';
import { legsWithin, revolutionS, type Setting } from './setting.ts';

/** Longest leg of a steered approach, rad of the own orbit: short enough for nearly straight legs. */
const longestLegRad = 0.35;

/** Share of the starting range at which a rendezvous holds. */
const endShare = (random: Random) => random.between(0.005, 0.02);

/** Rendezvous: range and relative speed both go to nothing. */
export function rendezvous(setting: Setting): Flight | undefined {
  const kind = setting.random.pick(['glide', 'glide', 'transfer', 'hops', 'safety ellipse']);
  if (kind === 'transfer') return transferAndBrake(setting);
  if (kind === 'hops') return hops(setting);
  return kind === 'safety ellipse' ? driftIn(setting) : glideSlope(setting);
}

/** Speed proportional to range, now and then with a stop on the way, then a hold. */
function glideSlope(setting: Setting): Flight | undefined {
  const { own, rangeKm, random } = setting;
  const approachS = random.between(0.3, 1.6) * revolutionS(setting);
  const start = scale(approachDirection(random), rangeKm);
  const waypoints = [{ timeS: 0, positionRtnKm: start }, ...glide(setting, start, 0, approachS, endShare(random))];
  const stops = random.chance(0.3) ? withStop(waypoints, random) : waypoints;
  return flightThrough(own, withHold(stops, random));
}

/** Equal steps of the logarithm of the range; the starting point is left out. */
function glide(setting: Setting, from: Vec3, startS: number, durationS: number, share: number): Waypoint[] {
  const count = Math.max(12, legsWithin(setting, durationS, longestLegRad));
  return Array.from({ length: count }, (_, i) => {
    const part = (i + 1) / count;
    return { timeS: startS + part * durationS, positionRtnKm: scale(from, share ** part) };
  });
}

/** A pause at one of the inner waypoints, as long as a few legs. */
function withStop(waypoints: readonly Waypoint[], random: Random): Waypoint[] {
  const at = 2 + random.int(waypoints.length - 4);
  const pauseS = random.between(1, 3) * (waypoints[1]!.timeS - waypoints[0]!.timeS);
  const later = waypoints.slice(at).map((waypoint) => ({ ...waypoint, timeS: waypoint.timeS + pauseS }));
  return [...waypoints.slice(0, at + 1), ...later];
}

/** One coasting transfer, an impulse that stops it at arrival, then a hold. */
function transferAndBrake(setting: Setting): Flight | undefined {
  const { own, rangeKm, random } = setting;
  const start = scale(approachDirection(random), rangeKm);
  const timeS = random.between(0.15, 0.43) * revolutionS(setting);
  const waypoints = [
    { timeS: 0, positionRtnKm: start },
    { timeS, positionRtnKm: scale(start, endShare(random)) },
  ];
  return flightThrough(own, withHold(waypoints, random));
}

/** Hops along the V-bar, each of less than half a revolution and to a fixed share of the range. */
function hops(setting: Setting): Flight | undefined {
  const { own, rangeKm, random } = setting;
  const start: Vec3 = [0, random.pick([1, -1]) * rangeKm, 0];
  const count = 2 + random.int(3);
  const hopS = random.between(0.2, 0.45) * revolutionS(setting);
  const share = endShare(random);
  const waypoints = Array.from({ length: count + 1 }, (_, i): Waypoint => {
    return { timeS: i * hopS, positionRtnKm: scale(start, share ** (i / count)) };
  });
  return flightThrough(own, withHold(waypoints, random));
}

/** Along the V-bar on a walking safety ellipse, slowly, then a glide to a hold. */
function driftIn(setting: Setting): Flight | undefined {
  const { own, rangeKm, random } = setting;
  const revolutions = random.between(0.7, 2.5);
  const driftS = revolutions * revolutionS(setting);
  const aheadKm = random.pick([1, -1]) * rangeKm;
  const aboveKm = (random.between(0.75, 0.9) * aheadKm) / (3 * Math.PI * revolutions);
  const phaseRad = random.between(0, 2 * Math.PI);
  const drift = naturalFlight(own, driftS, {
    aheadKm,
    aboveKm,
    radialKm: random.between(0.1, 0.7) * Math.abs(aboveKm),
    phaseRad,
    crossTrackKm: random.between(0.1, 0.7) * Math.abs(aboveKm),
    crossPhaseRad: phaseRad + random.pick([1, -1]) * (Math.PI / 2),
  });
  const { positionRtnKm } = relativeAt(drift, driftS);
  const glideS = random.between(0.2, 0.6) * revolutionS(setting);
  const share = (endShare(random) * rangeKm) / length(positionRtnKm);
  return continuedThrough(drift, withHold(glide(setting, positionRtnKm, driftS, glideS, share), random));
}

/** Stays at the last waypoint in short hops, for a tenth to a fifth of the time that it took. */
function withHold(waypoints: readonly Waypoint[], random: Random): Waypoint[] {
  const { timeS, positionRtnKm } = waypoints.at(-1)!;
  const hopCount = 4;
  const hopS = (random.between(0.08, 0.2) * timeS) / hopCount;
  const hold = Array.from({ length: hopCount }, (_, i): Waypoint => {
    return { timeS: timeS + (i + 1) * hopS, positionRtnKm };
  });
  return [...waypoints, ...hold];
}

/** Collision: the range goes to nothing, the relative speed does not. The flight ends just before contact. */
export function collide(setting: Setting): Flight | undefined {
  return setting.random.chance(0.6) ? ballisticCollision(setting) : homingCollision(setting);
}

/** Share of the flight time left at the last observation before contact. */
const lastLook = (random: Random) => random.between(0.003, 0.015);

/** Coasting into contact: flown backward from it. */
export function ballisticCollision(setting: Setting): Flight {
  const { own, rangeKm, random } = setting;
  const contactS = random.between(0.02, 0.3) * revolutionS(setting);
  const velocityRtnKmPerS = scale(approachDirection(random), -rangeKm / contactS);
  const durationS = contactS * (1 - lastLook(random));
  return coasting(own, durationS, contactS, { positionRtnKm: [0, 0, 0], velocityRtnKmPerS });
}

/** Steered along a line at constant speed, with small corrections. */
function homingCollision(setting: Setting): Flight | undefined {
  const { own, rangeKm, random } = setting;
  const contactS = random.between(0.1, 0.8) * revolutionS(setting);
  const legCount = Math.max(5, legsWithin(setting, contactS, longestLegRad));
  const start = scale(approachDirection(random), rangeKm);
  const waypoints = Array.from({ length: legCount + 1 }, (_, i): Waypoint => {
    const aim = scale(start, 1 - i / legCount);
    const error = scale(anyDirection(random), 0.02 * random.next() * length(aim));
    return { timeS: (i / legCount) * contactS, positionRtnKm: add(aim, error) };
  });
  const flight = flightThrough(own, waypoints);
  return flight && { ...flight, durationS: contactS * (1 - lastLook(random)) };
}
