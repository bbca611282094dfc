import type { RelativeState, TrackContext } from '../observations/track.ts';
import { fitRelativeOrbit } from './relative-orbit.ts';
import {
  estimateNoise,
  type MeasurementNoise,
  type RelativeSample,
  scaleNoise,
  toSamples,
  withSourceError,
} from './relative-samples.ts';
import { oneOrbit, spanS } from './sample-stretches.ts';

/** Natural motion about a circular orbit describes that about one of this eccentricity, at most. */
const mostEccentricity = 0.05;

/** Samples farther apart than this angle of the own orbit are sparse: between neighbors the path bends unseen. */
const sparseRad = 0.4;

/** A shape below this many standard deviations of its source is not there. */
export const resolvableSigmas = 3;

/** Mean motion that natural relative motion follows; undefined where the own orbit is unknown or too eccentric for it. */
export function naturalMeanMotion(context: TrackContext | undefined): number | undefined {
  return (context?.ownEccentricity ?? 0) <= mostEccentricity ? context?.ownMeanMotionRadPerS : undefined;
}

/**
 * Deviation of a position component that the states share and so do not show, km: the error of their source. An
 * ephemeris seldom states its own, and what it says of two neighbors is better than what it says of each.
 */
export function sourceSigmaKm(context: TrackContext | undefined): number {
  const isRough = context?.origin === 'mean elements' || context?.origin === 'conjunction message';
  return isRough ? (context.positionSigmaKm ?? 0) : 0;
}

/** Ranges below this are not told apart: the error of their source along the worst axis is that of all three together. */
export const resolvableRangeKm = (context: TrackContext | undefined): number =>
  resolvableSigmas * Math.sqrt(3) * sourceSigmaKm(context);

/** States as samples, with the noise found in them and that of their source. */
export interface Measurement {
  readonly samples: readonly RelativeSample[];
  readonly noise: MeasurementNoise;
}

/** The samples with their noise; where they are too sparse for neighbors to tell it, a natural path tells it. */
export function measure(states: readonly RelativeState[], context: TrackContext | undefined): Measurement {
  const n = naturalMeanMotion(context);
  const found = withSourceError(neighborNoise(states, n), sourceSigmaKm(context));
  return { noise: found, samples: toSamples(states, found, n) };
}

function neighborNoise(states: readonly RelativeState[], n: number | undefined): MeasurementNoise {
  const noise = estimateNoise(states, n);
  if (n === undefined) return noise;
  const samples = toSamples(states, noise, n);
  if ((spanS(samples) * n) / states.length < sparseRad) return noise;
  const residualSigmas = fitRelativeOrbit(oneOrbit(samples, n), n)?.residualSigmas ?? 1;
  return residualSigmas < 1 ? scaleNoise(noise, residualSigmas) : noise;
}
