import type { MotionFacts, Stay } from '../intentions/evidence.ts';
import { largest } from '../vectors/statistics.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { add, distance, dot, length, scale } from '../vectors/vector.ts';
import type { MotionPattern } from './motion-patterns.ts';
import { closedPath, type RelativeOrbit } from './relative-orbit.ts';
import type { RelativeSample } from './relative-samples.ts';

/** What a pattern is recognized by. */
export interface MotionShape {
  readonly words: Pick<MotionFacts, 'rangeTrend' | 'turn' | 'course'>;
  readonly samples: readonly RelativeSample[];
  readonly stays: readonly Stay[];
  readonly stepCount: number;
  readonly minRangeKm: number;
  /** Least length that the source of the states resolves. */
  readonly resolvedKm: number;
  readonly closestSpeedKmPerS: number;
  /** Best natural orbit of the longest stretch without a step; undefined when the own orbit is not known. */
  readonly orbit: RelativeOrbit | undefined;
  /** Share of the window that this stretch covers. */
  readonly orbitShare: number;
}

/** A pattern and the length that it stands or falls with, km. */
export interface RecognizedPattern {
  readonly pattern: MotionPattern;
  readonly sizeKm: number;
  /** What it was decided by, with the numbers. */
  readonly reason: string;
}

const axisToleranceRad = (15 * Math.PI) / 180;
const axisNames = ['R-bar hold', 'V-bar hold', 'H-bar hold'] as const;

/** Stays that cover this share of the window are a hold. */
const holdShare = 0.8;

/** A path is natural when it explains the samples to within so many deviations, or this share of its range. */
const naturalSigmas = 2;
const naturalShare = 0.03;

/** Least distance from the V-bar of a safety ellipse, as a share of its largest. */
const offAxisShare = 0.25;

/** Drift a revolution, as a share of the length of the ellipse, from which on it walks. */
const walkShare = 0.05;

/** Speed at the closest over mean motion × range from which on it is a crossing. */
const crossingRatio = 5;

/** A path that a step cuts short by more than this share of the window is not the motion of the window. */
const leastOrbitShare = 0.7;

const pathCount = 48;

/** The pattern of a motion, the plainest first; see `motion-patterns.ts` for what each means. */
export function recognizePattern(shape: MotionShape): RecognizedPattern {
  const found = hold(shape) ?? crossing(shape) ?? circumnavigation(shape) ?? driftAlong(shape) ?? thrusted(shape);
  return found ?? { pattern: 'unclassified', sizeKm: largestRange(shape.samples), reason: 'no pattern fits' };
}

function hold({ samples, stays, stepCount, orbit, words }: MotionShape): RecognizedPattern | undefined {
  const windowMs = 1000 * (samples.at(-1)!.timeS - samples[0]!.timeS);
  const longest = stays.toSorted((a, b) => durationMs(b) - durationMs(a))[0];
  const isHeld = longest !== undefined && durationMs(longest) >= holdShare * windowMs;
  const isBeside =
    orbit !== undefined &&
    isNatural(orbit, samples) &&
    isBesideOnVBar(orbit, words.turn) &&
    revolutionsOf(samples, orbit) > 1;
  if (!isHeld && !isBeside) return undefined;

  const placeRtnKm: Vec3 = isHeld ? longest.positionRtnKm : [0, orbit!.inTrackOffsetKm, 0];
  const sizeKm = length(placeRtnKm);
  if (sizeKm === 0) return undefined;
  const axis = placeRtnKm.findIndex((part) => Math.abs(part) >= sizeKm * Math.cos(axisToleranceRad));
  const name = axisNames[axis];
  const pattern = name === undefined || (name === 'V-bar hold' && stepCount > 0) ? 'perch' : name;
  return { pattern, sizeKm, reason: `it stayed about one place ${km(sizeKm)} away with ${stepCount} velocity steps` };
}

/** A neighbor on nearly the same orbit: its small ellipse lies to one side, at most half as long as it is far. */
function isBesideOnVBar({ inTrackOffsetKm, ellipseKm, crossTrackKm, driftKmPerRev }: RelativeOrbit, turn: string) {
  const offKm = Math.abs(inTrackOffsetKm);
  return (
    turn === 'part turn' && Math.max(2 * ellipseKm, crossTrackKm) < offKm / 2 && Math.abs(driftKmPerRev) < offKm / 20
  );
}

function crossing({
  words,
  minRangeKm,
  resolvedKm,
  closestSpeedKmPerS,
  samples,
  orbit,
}: MotionShape): RecognizedPattern | undefined {
  if (words.rangeTrend !== 'falling then growing' || words.course === 'swerve') return undefined;
  const ratio = orbit ? closestSpeedKmPerS / (orbit.meanMotionRadPerS * Math.max(minRangeKm, resolvedKm)) : Number.NaN;
  const isFast = orbit ? ratio > crossingRatio : closestSpeedKmPerS > 0.1;
  if (!isFast) return undefined;
  const reason = `it passed at ${km(minRangeKm)} with ${Number((closestSpeedKmPerS * 1000).toPrecision(3))} m/s`;
  return { pattern: 'crossing', sizeKm: largestRange(samples), reason };
}

function circumnavigation({ words, samples, orbit }: MotionShape): RecognizedPattern | undefined {
  if (!orbit || words.turn !== 'full turn') return undefined;
  const sizeKm = Math.max(2 * orbit.ellipseKm, orbit.crossTrackKm);
  const reason = `${fitWords(orbit)}, drifting ${km(Math.abs(orbit.driftKmPerRev))} a revolution`;
  if (!isNatural(orbit, samples)) {
    return words.rangeTrend === 'steady' ? { pattern: 'forced circumnavigation', sizeKm, reason } : undefined;
  }
  const walks = Math.abs(orbit.driftKmPerRev) >= walkShare * 4 * orbit.ellipseKm;
  const offAxisKm = closedPath(orbit, pathCount).map(([r, , c]) => Math.hypot(r, c));
  const isSafe = Math.min(...offAxisKm) >= offAxisShare * Math.max(...offAxisKm);
  if (isSafe) return { pattern: walks ? 'walking safety ellipse' : 'safety ellipse', sizeKm, reason };
  return walks ? undefined : { pattern: 'natural-motion circumnavigation', sizeKm, reason };
}

function driftAlong({ samples, orbit, orbitShare }: MotionShape): RecognizedPattern | undefined {
  if (!orbit || orbitShare < leastOrbitShare || !isNatural(orbit, samples)) return undefined;
  if (Math.abs(orbit.driftKmPerRev) < 4 * orbit.ellipseKm) return undefined;
  const offsetKm = Math.abs(orbit.radialOffsetKm);
  return {
    pattern: 'drift',
    sizeKm: Math.abs(orbit.driftKmPerRev),
    reason: `${fitWords(orbit)}, its center ${km(offsetKm)} above or below`,
  };
}

function thrusted(shape: MotionShape): RecognizedPattern | undefined {
  const { words, samples, orbit, orbitShare, stepCount } = shape;
  const places = samples.map((sample) => sample.positionRtnKm);
  const first = places[0]!;
  const last = places.at(-1)!;
  const sizeKm = largest(places.map((place) => distance(place, first)));
  const revolutions = orbit ? revolutionsOf(samples, orbit) : Number.NaN;

  if (words.rangeTrend === 'falling' && lineOfSightSwing(places) < axisToleranceRad) {
    return { pattern: 'straight-line approach', sizeKm: length(first), reason: 'it closed in along one line of sight' };
  }
  const isOneSided = places.every(([r]) => r > 0) || places.every(([r]) => r < 0);
  const returns = distance(first, last) < 0.2 * sizeKm && sizeKm > 0.2 * length(first);
  if (words.turn === 'part turn' && isOneSided && returns && stepCount > 0 && revolutions / (stepCount + 1) < 1.1) {
    return {
      pattern: 'teardrop',
      sizeKm,
      reason: `it came back to where it was after ${revolutions.toFixed(2)} revolutions`,
    };
  }
  const movesOn = Math.abs(last[1] - first[1]);
  const leaves = largest(places.map(([r]) => Math.abs(r))) > 0.1 * movesOn;
  const isArc = orbit !== undefined && orbitShare >= leastOrbitShare && isNatural(orbit, samples) && revolutions > 0.3;
  if (isArc && revolutions < 1.3 && isOnVBar(first) && isOnVBar(last) && leaves && movesOn > 0.3 * sizeKm) {
    return {
      pattern: 'hop',
      sizeKm: movesOn,
      reason: `a natural arc from one place on the V-bar to another ${km(movesOn)} off`,
    };
  }
  return undefined;
}

const isOnVBar = (place: Vec3) => Math.hypot(place[0], place[2]) < Math.sin(axisToleranceRad) * length(place);

function isNatural(orbit: RelativeOrbit, samples: readonly RelativeSample[]): boolean {
  return orbit.residualSigmas < naturalSigmas || orbit.residualKm < naturalShare * largestRange(samples);
}

/** Largest angle between the line of sight and its mean direction, while the target is not yet near contact, rad. */
function lineOfSightSwing(places: readonly Vec3[]): number {
  const farKm = largest(places.map(length));
  const sights = places.filter((place) => length(place) > 0.1 * farKm).map((place) => scale(place, 1 / length(place)));
  const mean = sights.reduce(add, [0, 0, 0]);
  return largest(sights.map((sight) => Math.acos(Math.min(1, dot(sight, mean) / length(mean)))));
}

const revolutionsOf = (samples: readonly RelativeSample[], { meanMotionRadPerS }: RelativeOrbit) =>
  ((samples.at(-1)!.timeS - samples[0]!.timeS) * meanMotionRadPerS) / (2 * Math.PI);
const durationMs = ({ window }: Stay) => window.endUtcMs - window.startUtcMs;
const largestRange = (samples: readonly RelativeSample[]) =>
  largest(samples.map((sample) => length(sample.positionRtnKm)));
const km = (value: number) => `${Number(value.toPrecision(2))} km`;
const fitWords = (orbit: RelativeOrbit) =>
  `natural motion leaves ${orbit.residualSigmas.toFixed(1)} deviations (${km(orbit.residualKm)}) unexplained`;
