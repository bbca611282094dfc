import type { Vec3 } from '../vectors/vector.ts';
import { add, scale } from '../vectors/vector.ts';
import { anyDirection, approachDirection, sidewaysOf } from './directions.ts';
import { type Flight, flightThrough, type Waypoint } from './flight.ts';
import { naturalFlight } from './natural-motion.ts';
import { legsWithin, revolutionS, type Setting } from './setting.ts';

/** Longest leg of a hold, rad of the own orbit: a hold off the in-track axis is nearly continuous thrust. */
const longestHoldLegRad = 0.05;

/** Hovering: range held, hardly any relative speed. */
export function hover(setting: Setting): Flight | undefined {
  const kind = setting.random.pick(['hold', 'hold', 'trail', 'teardrop']);
  if (kind === 'trail') return trail(setting);
  return kind === 'teardrop' ? teardrop(setting) : hold(setting);
}

/** A hold on the in-track or radial axis or elsewhere, kept inside a dead band by small impulses. */
function hold(setting: Setting): Flight | undefined {
  const { own, rangeKm, random } = setting;
  const durationS = random.between(0.3, 1) * revolutionS(setting);
  const station = scale(approachDirection(random), rangeKm);
  const deadBandKm = random.between(0.002, 0.02) * rangeKm;
  const corners = Array.from({ length: 5 }, () =>
    add(station, scale(anyDirection(random), random.next() * deadBandKm)),
  );

  const legCount = legsWithin(setting, durationS, longestHoldLegRad);
  const waypoints = Array.from({ length: legCount + 1 }, (_, i): Waypoint => {
    const share = i / legCount;
    return { timeS: share * durationS, positionRtnKm: pointAlong(corners, share) };
  });
  return flightThrough(own, waypoints);
}

/** The point at a share of the way along equally timed straight stretches. */
function pointAlong(corners: readonly Vec3[], share: number): Vec3 {
  const place = share * (corners.length - 1);
  const stretch = Math.min(Math.floor(place), corners.length - 2);
  const ahead = place - stretch;
  return add(scale(corners[stretch]!, 1 - ahead), scale(corners[stretch + 1]!, ahead));
}

/** Ahead or behind on the same orbit without thrust, a perch or a shadow: next to no ellipse, next to no drift. */
function trail(setting: Setting): Flight {
  const { own, rangeKm, random } = setting;
  return naturalFlight(own, random.between(0.3, 2) * revolutionS(setting), {
    aheadKm: random.pick([1, -1]) * rangeKm,
    aboveKm: random.between(-0.003, 0.003) * rangeKm,
    radialKm: random.between(0, 0.03) * rangeKm,
    phaseRad: random.between(0, 2 * Math.PI),
    crossTrackKm: random.between(0, 0.1) * rangeKm,
    crossPhaseRad: random.between(0, 2 * Math.PI),
  });
}

/** Above or below, coasting along a drop-shaped loop that an impulse at its tip begins again. */
function teardrop(setting: Setting): Flight | undefined {
  const { own, rangeKm, random } = setting;
  const loopS = random.between(0.05, 0.11) * revolutionS(setting);
  const tip: Vec3 = [random.pick([1, -1]) * rangeKm, random.between(-0.1, 0.1) * rangeKm, 0];
  const loopCount = 4 + random.int(5);
  return flightThrough(
    own,
    Array.from({ length: loopCount + 1 }, (_, i): Waypoint => ({ timeS: i * loopS, positionRtnKm: tip })),
  );
}

/** Flyaround: the line of sight turns fully while the range stays within a narrow band. */
export function flyAround(setting: Setting): Flight | undefined {
  return setting.random.chance(0.5) ? naturalEllipse(setting) : forcedCircle(setting);
}

/**
 * The drift-free 2:1 ellipse about the own spacecraft: in the orbital plane, tilted, or a safety ellipse, whose
 * cross-track motion is greatest where the radial one is nothing.
 */
function naturalEllipse(setting: Setting): Flight {
  const { own, rangeKm, random } = setting;
  const phaseRad = random.between(0, 2 * Math.PI);
  const shape = random.pick(['flat', 'tilted', 'safety'] as const);
  const mostCrossTrack = { flat: 0, tilted: 1.7, safety: 1 }[shape];
  const lag = shape === 'safety' ? Math.PI / 2 : 0;
  return naturalFlight(own, random.between(1.1, 2.5) * revolutionS(setting), {
    aheadKm: random.between(-0.05, 0.05) * rangeKm,
    aboveKm: random.between(-0.005, 0.005) * rangeKm,
    radialKm: rangeKm,
    phaseRad,
    crossTrackKm: random.between(0, mostCrossTrack) * rangeKm,
    crossPhaseRad: phaseRad + lag + random.pick([0, Math.PI]),
  });
}

/** A circle in any plane, flown through waypoints. */
function forcedCircle(setting: Setting): Flight | undefined {
  const { own, rangeKm, random } = setting;
  const turns = random.between(1.1, 2);
  const durationS = turns * random.between(0.3, 1) * revolutionS(setting);
  const first = anyDirection(random);
  const second = sidewaysOf(first, random);
  const legCount = Math.ceil(turns * (16 + random.int(12)));
  const waypoints = Array.from({ length: legCount + 1 }, (_, i): Waypoint => {
    const angleRad = (i / legCount) * turns * 2 * Math.PI;
    return { timeS: (i / legCount) * durationS, positionRtnKm: onCircle(first, second, angleRad, rangeKm) };
  });
  return flightThrough(own, waypoints);
}

function onCircle(first: Vec3, second: Vec3, angleRad: number, radiusKm: number): Vec3 {
  return add(scale(first, radiusKm * Math.cos(angleRad)), scale(second, radiusKm * Math.sin(angleRad)));
}
