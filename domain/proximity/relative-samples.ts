import type { RelativeState } from '../observations/track.ts';
import { earthMuKm3PerS2 } from '../units.ts';
import { median } from '../vectors/statistics.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { length } from '../vectors/vector.ts';
import type { CwState } from './clohessy-wiltshire.ts';

/** A state at a time from the beginning of its window, with the standard deviation of each component. */
export interface RelativeSample extends CwState {
  readonly timeS: number;
  readonly positionSigmaKm: number;
  readonly velocitySigmaKmPerS: number;
}

/** Spread of the measurements: what a smooth path through the neighbors does not explain, or the error of their source. */
export interface MeasurementNoise {
  /** The same at any range, km. */
  readonly constantKm: number;
  /** Grows with range: a share of it. */
  readonly share: number;
  /** Of a velocity component, as a share of the two scales of relative velocity: speed + turning rate × range. */
  readonly velocityShare: number;
  /** Of a velocity component at any speed, km/s. */
  readonly velocityKmPerS: number;
  /** Turning rate of that scale: mean motion of the own spacecraft if known, else the pace of the path, rad/s. */
  readonly turnRateRadPerS: number;
}

/** A median of absolute values, over this, is the standard deviation of a normal component. */
const medianShareOfSigma = 0.6745;

/** Residuals to take the median of; of longer tracks an even choice. */
const mostResiduals = 1000;

/** Rounding in logs, km and km/s: nothing is measured better. */
const leastPositionSigmaKm = 1e-6;
const leastVelocitySigmaKmPerS = 1e-9;

/**
 * Noise of position and velocity from their residuals to the cubic through two neighbors on either side.
 *
 * Sensor noise grows with range, or stays, or does both: the far half of the samples tells the share, and what the
 * near half shows beyond it is the constant part. All zero when there are fewer than five states.
 */
export function estimateNoise(states: readonly RelativeState[], meanMotionRadPerS?: number): MeasurementNoise {
  const rangesKm = states.map((state) => length(state.positionRtnKm));
  const speeds = states.map((state) => length(state.velocityRtnKmPerS));
  const turnRateRadPerS = meanMotionRadPerS ?? median(speeds) / Math.max(median(rangesKm), leastPositionSigmaKm);
  const stride = Math.ceil(states.length / mostResiduals);
  const centers = states.flatMap((_, i) => (i >= 2 && i < states.length - 2 && i % stride === 0 ? [i] : []));
  const residuals = centers.map((i) => neighborResidual(states, i));
  if (residuals.length === 0) return { constantKm: 0, share: 0, velocityShare: 0, velocityKmPerS: 0, turnRateRadPerS };

  const middleKm = median(rangesKm);
  const spread = (sizes: readonly number[]) => (sizes.length > 0 ? median(sizes) / medianShareOfSigma : 0);
  const sideways = (isSide: (rangeKm: number) => boolean, sizeOf: (residual: Vec3, rangeKm: number) => number[]) =>
    spread(
      residuals.flatMap(({ position }, i) =>
        isSide(rangesKm[centers[i]!]!) ? sizeOf(position, Math.max(rangesKm[centers[i]!]!, leastPositionSigmaKm)) : [],
      ),
    );
  const share = sideways(
    (km) => km >= middleKm,
    (residual, km) => residual.map((value) => Math.abs(value) / km),
  );
  const nearKm = sideways(
    (km) => km <= middleKm,
    (residual) => residual.map(Math.abs),
  );
  const nearRangeKm = median(rangesKm.filter((km) => km <= middleKm));
  const constantKm = nearKm > 2 * share * nearRangeKm ? nearKm : 0;
  const velocityShare = spread(
    residuals.flatMap(({ velocity }, i) =>
      velocity.map((value) => Math.abs(value) / (speeds[centers[i]!]! + turnRateRadPerS * rangesKm[centers[i]!]! || 1)),
    ),
  );
  return { constantKm, share, velocityShare, velocityKmPerS: 0, turnRateRadPerS };
}

/** Standard deviation of a position component at a range, km. */
export function positionSigmaKm({ constantKm, share }: MeasurementNoise, rangeKm: number): number {
  return Math.max(leastPositionSigmaKm, Math.sqrt(constantKm ** 2 + (share * rangeKm) ** 2));
}

/** The same noise, larger or smaller by a factor. */
export function scaleNoise(noise: MeasurementNoise, factor: number): MeasurementNoise {
  return {
    ...noise,
    constantKm: noise.constantKm * factor,
    share: noise.share * factor,
    velocityShare: noise.velocityShare * factor,
    velocityKmPerS: noise.velocityKmPerS * factor,
  };
}

/** The noise with the error of the source, which neighbors share and so do not show. */
export function withSourceError(noise: MeasurementNoise, sigmaKm: number): MeasurementNoise {
  return {
    ...noise,
    constantKm: Math.hypot(noise.constantKm, sigmaKm),
    velocityKmPerS: Math.hypot(noise.velocityKmPerS, sigmaKm * noise.turnRateRadPerS),
  };
}

/** Difference of a state to the cubic through two neighbors on either side, scaled to the deviation of one state. */
function neighborResidual(states: readonly RelativeState[], i: number): { position: Vec3; velocity: Vec3 } {
  const neighbors = [i - 2, i - 1, i + 1, i + 2].map((index) => states[index]!);
  const weights = neighbors.map((one) =>
    neighbors.reduce(
      (product, other) =>
        one === other
          ? product
          : (product * (states[i]!.epochUtcMs - other.epochUtcMs)) / (one.epochUtcMs - other.epochUtcMs),
      1,
    ),
  );
  const size = Math.hypot(1, ...weights);
  const residual = (field: 'positionRtnKm' | 'velocityRtnKmPerS', axis: 0 | 1 | 2) =>
    neighbors.reduce((rest, other, k) => rest - weights[k]! * other[field][axis], states[i]![field][axis]) / size;
  const vector = (field: 'positionRtnKm' | 'velocityRtnKmPerS'): Vec3 => [
    residual(field, 0),
    residual(field, 1),
    residual(field, 2),
  ];
  return { position: vector('positionRtnKm'), velocity: vector('velocityRtnKmPerS') };
}

/**
 * The states as samples with their noise; bent to the own orbit when its mean motion is known.
 *
 * Bent: radial is the difference of radii, in-track the arc along the own orbit, cross-track the arc off its plane.
 * Linear relative motion holds far longer for these than for straight axes, where a neighbor on the same orbit seems
 * to sink by range² / (2 radius).
 *
 * @param meanMotionRadPerS  of the own spacecraft about the Earth, near-circular; undefined keeps straight axes
 */
export function toSamples(
  states: readonly RelativeState[],
  noise: MeasurementNoise,
  meanMotionRadPerS?: number,
): RelativeSample[] {
  const startUtcMs = states[0]!.epochUtcMs;
  const radiusKm = meanMotionRadPerS && Math.cbrt(earthMuKm3PerS2 / meanMotionRadPerS ** 2);
  return states.map((state) => {
    const rangeKm = length(state.positionRtnKm);
    const scaleKmPerS = length(state.velocityRtnKmPerS) + noise.turnRateRadPerS * rangeKm;
    const { positionRtnKm, velocityRtnKmPerS } = radiusKm ? bend(state, radiusKm) : state;
    return {
      positionRtnKm,
      velocityRtnKmPerS,
      timeS: (state.epochUtcMs - startUtcMs) / 1000,
      positionSigmaKm: positionSigmaKm(noise, rangeKm),
      velocitySigmaKmPerS: Math.max(
        leastVelocitySigmaKmPerS,
        Math.hypot(noise.velocityKmPerS, noise.velocityShare * scaleKmPerS),
      ),
    };
  });
}

function bend({ positionRtnKm: [x, y, z], velocityRtnKmPerS: [vx, vy, vz] }: CwState, radiusKm: number): CwState {
  const outKm = radiusKm + x;
  const inPlaneKm = Math.sqrt(outKm * outKm + y * y);
  const distanceKm = Math.sqrt(inPlaneKm * inPlaneKm + z * z);
  const inPlaneRate = (outKm * vx + y * vy) / inPlaneKm;
  return {
    positionRtnKm: [distanceKm - radiusKm, radiusKm * Math.atan2(y, outKm), radiusKm * Math.atan2(z, inPlaneKm)],
    velocityRtnKmPerS: [
      (inPlaneKm * inPlaneRate + z * vz) / distanceKm,
      (radiusKm * (outKm * vy - y * vx)) / inPlaneKm ** 2,
      (radiusKm * (inPlaneKm * vz - z * inPlaneRate)) / distanceKm ** 2,
    ],
  };
}
