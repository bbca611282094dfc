import { createNormalEquations } from '../vectors/normal-equations.ts';
import { median } from '../vectors/statistics.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { type CwState, coast, transitionMatrix } from './clohessy-wiltshire.ts';
import type { RelativeSample } from './relative-samples.ts';

/**
 * The natural relative orbit that fits a stretch of samples best: an ellipse of twice the length in-track as radial,
 * whose center drifts along, and a swing across the plane. Axes as in {@link RelativeSample}.
 *
 * @source geometric elements of Clohessy-Wiltshire motion: Lovell and Tragesser 2004, AIAA 2004-4988
 */
export interface RelativeOrbit {
  readonly meanMotionRadPerS: number;
  /** The fitted state in the middle of the stretch. */
  readonly middle: CwState;
  /** Height of the center above the own orbit, km. */
  readonly radialOffsetKm: number;
  /** Place of the center in the middle of the stretch, km. */
  readonly inTrackOffsetKm: number;
  /** In-track drift of the center, km per revolution. */
  readonly driftKmPerRev: number;
  /** Radial half axis of the ellipse; in-track it has twice that, km. */
  readonly ellipseKm: number;
  /** Amplitude across the plane, km. */
  readonly crossTrackKm: number;
  /** Median distance of the samples from the fit, km, and the same in standard deviations. */
  readonly residualKm: number;
  readonly residualSigmas: number;
}

/** The median length of a vector of three independent standard normals. */
const medianLengthOfThree = 1.538;

/** Samples to fit; fewer leave residuals that say nothing. */
const leastSampleCount = 6;

/**
 * Fits natural motion to samples by weighted least squares on position and velocity.
 *
 * @param samples  in order of time
 * @returns undefined for fewer than six samples, or when they leave the orbit open
 */
export function fitRelativeOrbit(
  samples: readonly RelativeSample[],
  meanMotionRadPerS: number,
): RelativeOrbit | undefined {
  if (samples.length < leastSampleCount) return undefined;
  const n = meanMotionRadPerS;
  const middleS = (samples[0]!.timeS + samples.at(-1)!.timeS) / 2;
  const inPlane = createNormalEquations(4);
  const crossTrack = createNormalEquations(2);
  for (const { timeS, positionRtnKm, velocityRtnKmPerS, positionSigmaKm, velocitySigmaKmPerS } of samples) {
    const m = transitionMatrix(n, timeS - middleS);
    const measured = [...positionRtnKm, ...velocityRtnKmPerS];
    for (const axis of [0, 1, 3, 4] as const) {
      const row = m[axis];
      inPlane.add(
        [row[0], row[1], row[3], row[4]],
        [measured[axis]!],
        axis < 3 ? positionSigmaKm : velocitySigmaKmPerS,
      );
    }
    for (const axis of [2, 5] as const) {
      crossTrack.add([m[axis][2], m[axis][5]], [measured[axis]!], axis < 3 ? positionSigmaKm : velocitySigmaKmPerS);
    }
  }
  const plane = inPlane.solve();
  const across = crossTrack.solve();
  if (!plane || !across) return undefined;

  const [x, y, vx, vy] = [plane.value(0), plane.value(1), plane.value(2), plane.value(3)];
  const [z, vz] = [across.value(0), across.value(1)];
  const middle: CwState = { positionRtnKm: [x, y, z], velocityRtnKmPerS: [vx, vy, vz] };
  const radialOffsetKm = 4 * x + (2 * vy) / n;
  const distances = samples.map((sample) => {
    const [r, t, c] = coast(middle, n, sample.timeS - middleS).positionRtnKm;
    const [sr, st, sc] = sample.positionRtnKm;
    return { km: Math.hypot(sr - r, st - t, sc - c), sigmaKm: sample.positionSigmaKm };
  });
  return {
    meanMotionRadPerS: n,
    middle,
    radialOffsetKm,
    inTrackOffsetKm: y - (2 * vx) / n,
    driftKmPerRev: -3 * Math.PI * radialOffsetKm,
    ellipseKm: Math.hypot(x - radialOffsetKm, vx / n),
    crossTrackKm: Math.hypot(z, vz / n),
    residualKm: median(distances.map(({ km }) => km)),
    residualSigmas: median(distances.map(({ km, sigmaKm }) => km / sigmaKm)) / medianLengthOfThree,
  };
}

/** Places along one revolution about the middle of the stretch, the drift taken out, so that the path closes. */
export function closedPath({ middle, meanMotionRadPerS: n, driftKmPerRev }: RelativeOrbit, count: number): Vec3[] {
  return Array.from({ length: count + 1 }, (_, i) => {
    const revolutions = i / count - 0.5;
    const [r, t, c] = coast(middle, n, (revolutions * 2 * Math.PI) / n).positionRtnKm;
    return [r, t - revolutions * driftKmPerRev, c];
  });
}
