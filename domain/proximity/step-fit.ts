import { createNormalEquations } from '../vectors/normal-equations.ts';
import { slope } from '../vectors/statistics.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { add, dot, length, scale } from '../vectors/vector.ts';
import { type CwState, coast } from './clohessy-wiltshire.ts';
import type { RelativeSample } from './relative-samples.ts';

/** A path around one interval whose velocity may jump within it. */
export interface StepFit {
  readonly timeS: number;
  /** State just before the jump. */
  readonly before: CwState;
  readonly deltaVRtnKmPerS: Vec3;
  /** Standard deviation of a component of the jump, root mean square of the three. */
  readonly sigmaKmPerS: number;
  /** Square of the jump over its covariance: chi-squared of three degrees of freedom when there was none. */
  readonly significance: number;
}

/** Fits stretches of samples around a possible velocity step. */
export interface StepFitter {
  /**
   * @param from  first sample, `before` the last one before the step, `to` past the last sample
   * @returns undefined when the samples leave the path open */
  fit(samples: readonly RelativeSample[], from: number, before: number, to: number): StepFit | undefined;
  /** Change of velocity within the interval that may be natural for all one knows, km/s. */
  doubtKmPerS(samples: readonly RelativeSample[], from: number, before: number, to: number): number;
  /** Where a path leads without thrust. */
  follow(state: CwState, durationS: number): Vec3;
}

/** The path a step is judged against: the natural one where the own orbit is known, else the trend of the neighbors. */
export function stepFitter(meanMotionRadPerS: number | undefined): StepFitter {
  return meanMotionRadPerS === undefined ? trendStepFitter() : naturalStepFitter(meanMotionRadPerS);
}

/**
 * Steps against natural dynamics: both sides belong to one Clohessy-Wiltshire path but for the jump.
 *
 * Unknowns in the plane: position, velocity and jump along R and T; across it the same along N.
 */
function naturalStepFitter(meanMotionRadPerS: number): StepFitter {
  const n = meanMotionRadPerS;
  const inPlane = createNormalEquations(6);
  const crossTrack = createNormalEquations(3);
  const row = new Float64Array(6);
  const addInPlane = (value: number, sigma: number, x: number, y: number, vx: number, vy: number, isAfter: boolean) => {
    row[0] = x;
    row[1] = y;
    row[2] = vx;
    row[3] = vy;
    row[4] = isAfter ? vx : 0;
    row[5] = isAfter ? vy : 0;
    inPlane.add(row, [value], sigma);
  };
  const addAcross = (value: number, sigma: number, z: number, vz: number, isAfter: boolean) => {
    row[0] = z;
    row[1] = vz;
    row[2] = isAfter ? vz : 0;
    crossTrack.add(row, [value], sigma);
  };

  return {
    follow: (state, durationS) => coast(state, n, durationS).positionRtnKm,
    doubtKmPerS: () => 0,
    fit(samples, from, before, to) {
      const timeS = (samples[before]!.timeS + samples[before + 1]!.timeS) / 2;
      inPlane.clear();
      crossTrack.clear();
      for (let i = from; i < to; i++) {
        const sample = samples[i]!;
        const { positionRtnKm: p, velocityRtnKmPerS: v, positionSigmaKm, velocitySigmaKmPerS } = sample;
        const nt = n * (sample.timeS - timeS);
        const s = Math.sin(nt);
        const c = Math.cos(nt);
        const isAfter = nt > 0;
        addInPlane(p[0], positionSigmaKm, 4 - 3 * c, 0, s / n, (2 * (1 - c)) / n, isAfter);
        addInPlane(p[1], positionSigmaKm, 6 * (s - nt), 1, (-2 * (1 - c)) / n, (4 * s - 3 * nt) / n, isAfter);
        addInPlane(v[0], velocitySigmaKmPerS, 3 * n * s, 0, c, 2 * s, isAfter);
        addInPlane(v[1], velocitySigmaKmPerS, 6 * n * (c - 1), 0, -2 * s, 4 * c - 3, isAfter);
        addAcross(p[2], positionSigmaKm, c, s / n, isAfter);
        addAcross(v[2], velocitySigmaKmPerS, -n * s, c, isAfter);
      }
      const plane = inPlane.solve();
      const across = crossTrack.solve();
      if (!plane || !across) return undefined;
      const jump: Vec3 = [plane.value(4), plane.value(5), across.value(2)];
      const rr = plane.covariance(4, 4);
      const rt = plane.covariance(4, 5);
      const tt = plane.covariance(5, 5);
      const nn = across.covariance(2, 2);
      const inPlaneSquare = (jump[0] ** 2 * tt - 2 * jump[0] * jump[1] * rt + jump[1] ** 2 * rr) / (rr * tt - rt * rt);
      return {
        timeS,
        before: {
          positionRtnKm: [plane.value(0), plane.value(1), across.value(0)],
          velocityRtnKmPerS: [plane.value(2), plane.value(3), across.value(1)],
        },
        deltaVRtnKmPerS: jump,
        sigmaKmPerS: Math.sqrt((rr + tt + nn) / 3),
        significance: inPlaneSquare + jump[2] ** 2 / nn,
      };
    },
  };
}

/**
 * Steps against the neighbors' trend, for when nothing is known of the own orbit: on each axis both sides belong to one
 * cubic but for the jump.
 */
function trendStepFitter(): StepFitter {
  const unknowns = createNormalEquations(5, 3);
  const ofPosition = new Float64Array(5);
  const ofVelocity = new Float64Array(5);
  return {
    follow: ({ positionRtnKm, velocityRtnKmPerS }, durationS) =>
      add(positionRtnKm, scale(velocityRtnKmPerS, durationS)),
    // A path that turns by nature within a gap turns on its sides as well.
    doubtKmPerS(samples, from, before, to) {
      const gapS = samples[before + 1]!.timeS - samples[before]!.timeS;
      const sides = [samples.slice(from, before + 1), samples.slice(before + 1, to)];
      return gapS * Math.max(...sides.map((side) => length(meanAcceleration(side))));
    },
    fit(samples, from, before, to) {
      const intervalS = samples[before + 1]!.timeS - samples[before]!.timeS;
      const timeS = samples[before]!.timeS + intervalS / 2;
      unknowns.clear();
      for (let i = from; i < to; i++) {
        const sample = samples[i]!;
        const t = sample.timeS - timeS;
        ofPosition.set([1, t, (t * t) / 2, (t * t * t) / 6, Math.max(0, t)]);
        ofVelocity.set([0, 1, t, (t * t) / 2, t > 0 ? 1 : 0]);
        unknowns.add(ofPosition, sample.positionRtnKm, sample.positionSigmaKm);
        unknowns.add(ofVelocity, sample.velocityRtnKmPerS, sample.velocitySigmaKmPerS);
      }
      const fit = unknowns.solve();
      if (!fit) return undefined;
      const vector = (unknown: number): Vec3 => [fit.value(unknown, 0), fit.value(unknown, 1), fit.value(unknown, 2)];
      const variance = fit.covariance(4, 4);
      const jump = vector(4);
      return {
        timeS,
        before: { positionRtnKm: vector(0), velocityRtnKmPerS: vector(1) },
        deltaVRtnKmPerS: jump,
        sigmaKmPerS: Math.sqrt(variance),
        significance: dot(jump, jump) / variance,
      };
    },
  };
}

/** Slope of the velocity, km/s². */
function meanAcceleration(samples: readonly RelativeSample[]): Vec3 {
  const timesS = samples.map(({ timeS }) => timeS);
  const along = (axis: 0 | 1 | 2) =>
    slope(
      timesS,
      samples.map(({ velocityRtnKmPerS }) => velocityRtnKmPerS[axis]),
    );
  return [along(0), along(1), along(2)];
}
