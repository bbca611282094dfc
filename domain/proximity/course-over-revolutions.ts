import { median } from '../vectors/statistics.ts';
import { distance, length } from '../vectors/vector.ts';
import { coast } from './clohessy-wiltshire.ts';
import { enclosedAngle } from './enclosed-angle.ts';
import { closedPath, fitRelativeOrbit, type RelativeOrbit } from './relative-orbit.ts';
import type { RelativeSample } from './relative-samples.ts';

/** Samples a stretch must hold to speak for a revolution. */
const leastPerStretch = 6;

/** Stretches to look at; of longer windows an even choice. */
const mostStretches = 60;

/** Places along a fitted path whose sweep is measured. */
const pathCount = 48;

/** A fit that misses the samples by no more than this share of the path's size describes it. */
const mostResidualShare = 0.25;

/** A sample is on a path when it is off by no more than so many deviations, or this share of its range. */
const onSigmas = 4;
const onShare = 0.1;

/** How the relative motion goes on from revolution to revolution. */
export interface CourseOverRevolutions {
  /**
   * Range over the revolution about each of some times: root mean square around the ellipse where the motion is natural,
   * the observed one where it is not.
   */
  readonly rangesKm: readonly number[];
  /** Speed of the center of the ellipse at each time, km/s; undefined where the motion is not natural. */
  readonly speedsKmPerS: readonly (number | undefined)[];
  /** Median angle that the line of sight sweeps in a revolution, rad. */
  readonly sweepPerRevolutionRad: number;
}

/**
 * The course of a window of many revolutions, from a natural relative orbit fitted to each stretch of one revolution.
 *
 * Where samples are sparse a stretch is as long as it takes to hold enough of them: a few a revolution are enough.
 */
export function courseOverRevolutions(
  samples: readonly RelativeSample[],
  meanMotionRadPerS: number,
): CourseOverRevolutions {
  const stretches = cutByRevolution(samples, meanMotionRadPerS).map((stretch) => {
    const orbit = fitRelativeOrbit(stretch.samples, meanMotionRadPerS);
    return { ...stretch, orbit: orbit && describes(orbit) ? orbit : undefined };
  });
  const points = stretches.flatMap(({ own, orbit, middleS }, i) => {
    const speedKmPerS = orbit && centerSpeed(stretches[i - 1] ?? stretches[i]!, stretches[i + 1] ?? stretches[i]!);
    return own.map((sample) =>
      orbit && isOn(orbit, sample, middleS)
        ? { rangeKm: rangeAround(orbit, sample.timeS - middleS), speedKmPerS }
        : { rangeKm: length(sample.positionRtnKm), speedKmPerS: undefined },
    );
  });
  return {
    rangesKm: points.map(({ rangeKm }) => rangeKm),
    speedsKmPerS: points.map(({ speedKmPerS }) => speedKmPerS),
    sweepPerRevolutionRad: median(
      stretches.map(({ orbit, samples }) =>
        enclosedAngle(orbit ? closedPath(orbit, pathCount) : samples.map((sample) => sample.positionRtnKm)),
      ),
    ),
  };
}

/**
 * The same about an eccentric orbit, whose relative motion has no such ellipse: the median range of each revolution, and
 * the sweep of its samples.
 */
export function medianCourse(samples: readonly RelativeSample[], meanMotionRadPerS: number): CourseOverRevolutions {
  const stretches = cutByRevolution(samples, meanMotionRadPerS).map((stretch) =>
    stretch.samples.map((sample) => sample.positionRtnKm),
  );
  return {
    rangesKm: stretches.map((positions) => median(positions.map(length))),
    speedsKmPerS: stretches.map(() => undefined),
    sweepPerRevolutionRad: median(stretches.map(enclosedAngle)),
  };
}

interface FittedStretch {
  readonly middleS: number;
  readonly orbit: RelativeOrbit | undefined;
}

/** Mean speed of the center from the middle of one stretch to that of another, km/s; by one alone, its drift. */
function centerSpeed(from: FittedStretch, to: FittedStretch): number | undefined {
  if (!from.orbit || !to.orbit) return undefined;
  if (from === to) return Math.abs(from.orbit.driftKmPerRev * from.orbit.meanMotionRadPerS) / (2 * Math.PI);
  const upKm = to.orbit.radialOffsetKm - from.orbit.radialOffsetKm;
  return Math.hypot(upKm, to.orbit.inTrackOffsetKm - from.orbit.inTrackOffsetKm) / (to.middleS - from.middleS);
}

interface Stretch {
  readonly samples: readonly RelativeSample[];
  /** The samples for which this stretch speaks: nearer to its middle than to that of another. */
  readonly own: readonly RelativeSample[];
  readonly middleS: number;
}

/** Stretches of a revolution, or of as long as it takes to hold enough samples; those that hold none are left out. */
function cutByRevolution(samples: readonly RelativeSample[], meanMotionRadPerS: number): Stretch[] {
  const windowS = samples.at(-1)!.timeS - samples[0]!.timeS;
  const stretchS = Math.max((2 * Math.PI) / meanMotionRadPerS, (windowS * leastPerStretch) / samples.length);
  return cut(samples, stretchS).filter((stretch) => stretch.samples.length > 0);
}

/** Stretches of a length side by side over the window, each half overlapping the next while there are not too many. */
function cut(samples: readonly RelativeSample[], stretchS: number): Stretch[] {
  const startS = samples[0]!.timeS;
  const windowS = samples.at(-1)!.timeS - startS;
  const count = Math.min(mostStretches, Math.max(1, Math.ceil((2 * (windowS - stretchS)) / stretchS) + 1));
  const stepS = count === 1 ? 0 : (windowS - stretchS) / (count - 1);
  const reachS = Math.min(stepS, stretchS) / 2;
  return Array.from({ length: count }, (_, i) => {
    const fromS = startS + i * stepS;
    const centerS = fromS + stretchS / 2;
    const ownFromS = i === 0 ? startS : centerS - reachS;
    const ownToS = i === count - 1 ? Number.POSITIVE_INFINITY : centerS + reachS;
    const within = between(samples, fromS, fromS + stretchS);
    return {
      samples: within,
      own: within.filter(({ timeS }) => timeS >= ownFromS && timeS < ownToS),
      middleS: within.length === 0 ? centerS : (within[0]!.timeS + within.at(-1)!.timeS) / 2,
    };
  });
}

/** The samples of an interval, found by halving. */
function between(samples: readonly RelativeSample[], fromS: number, toS: number): readonly RelativeSample[] {
  const firstFrom = (limitS: number) => {
    let low = 0;
    let high = samples.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (samples[middle]!.timeS < limitS) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return samples.slice(firstFrom(fromS), firstFrom(toS + 1e-3));
}

function describes(orbit: RelativeOrbit): boolean {
  const sizeKm = Math.max(2 * orbit.ellipseKm, orbit.crossTrackKm, orbit.residualKm);
  return orbit.residualSigmas < 3 || orbit.residualKm < mostResidualShare * sizeKm;
}

/** Whether a sample lies on a natural path, as far as noise and the range from which it is seen let tell. */
function isOn(orbit: RelativeOrbit, sample: RelativeSample, middleS: number): boolean {
  const { positionRtnKm } = coast(orbit.middle, orbit.meanMotionRadPerS, sample.timeS - middleS);
  const reachKm = Math.max(onSigmas * sample.positionSigmaKm, onShare * length(sample.positionRtnKm));
  return distance(positionRtnKm, sample.positionRtnKm) <= reachKm;
}

/** Root mean square of the range around the ellipse, its center where it is at a time from the middle, km. */
function rangeAround(orbit: RelativeOrbit, timeS: number): number {
  const { radialOffsetKm, inTrackOffsetKm, driftKmPerRev, ellipseKm, crossTrackKm, meanMotionRadPerS } = orbit;
  const alongKm = inTrackOffsetKm + (driftKmPerRev * timeS * meanMotionRadPerS) / (2 * Math.PI);
  return Math.hypot(radialOffsetKm, alongKm, Math.sqrt(2.5) * ellipseKm, Math.SQRT1_2 * crossTrackKm);
}
