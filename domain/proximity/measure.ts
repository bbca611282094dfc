import type { RelativeState, TrackContext } from '../observations/track.ts';
import { fitRelativeOrbit } from './relative-orbit.ts';
import {
  estimateNoise,
  type MeasurementNoise,
  type RelativeSample,
  scaleNoise,
  toSamples,
} from './relative-samples.ts';
import { oneOrbit, spanS } from './sample-stretches.ts';

/** Natural motion about a circular orbit describes that about one of this eccentricity, at most. */
const mostEccentricity = 0.05;

/** Samples farther apart than this angle of the own orbit are sparse: between neighbors the path bends unseen. */
const sparseRad = 0.4;

/** Mean motion that natural relative motion follows; undefined where the own orbit is unknown or too eccentric for it. */
export function naturalMeanMotion(context: TrackContext | undefined): number | undefined {
  return (context?.ownEccentricity ?? 0) <= mostEccentricity ? context?.ownMeanMotionRadPerS : undefined;
}

/** States as samples, with the noise found in them. */
export interface Measurement {
  readonly samples: readonly RelativeSample[];
  readonly noise: MeasurementNoise;
}

/**
 * The samples with their noise; where they are too sparse for neighbors to tell it, a natural path tells it.
 *
 * @param meanMotionRadPerS  that natural motion follows, if known
 */
export function measure(states: readonly RelativeState[], meanMotionRadPerS: number | undefined): Measurement {
  const n = meanMotionRadPerS;
  const noise = estimateNoise(states, n);
  const samples = toSamples(states, noise, n);
  if (n === undefined || (spanS(samples) * n) / states.length < sparseRad) return { noise, samples };
  const residualSigmas = fitRelativeOrbit(oneOrbit(samples, n), n)?.residualSigmas ?? 1;
  if (residualSigmas >= 1) return { noise, samples };
  const less = scaleNoise(noise, residualSigmas);
  return { noise: less, samples: toSamples(states, less, n) };
}
