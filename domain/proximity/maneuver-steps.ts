import { median } from '../vectors/statistics.ts';
import { length } from '../vectors/vector.ts';
import type { RelativeSample } from './relative-samples.ts';
import { type StepFit, stepFitter } from './step-fit.ts';

/** A velocity step that neither natural motion nor noise explains. */
export interface VelocityStep extends StepFit {
  /** Times between which the step may as well have been, from the beginning of the window. */
  readonly fromS: number;
  readonly toS: number;
}

/** The steps of a window, and how small one could have been without being seen; infinite where none could be. */
export interface StepSearch {
  readonly steps: readonly VelocityStep[];
  readonly leastVisibleKmPerS: number;
}

/** Samples on each side that tell the path; with natural dynamics fewer do. */
const neighborCount = { natural: 6, trend: 8 } as const;

/**
 * A step must exceed this significance, in units of what the median interval shows.
 * Chi-squared of three degrees of freedom passes 30 once in 700,000.
 */
const leastSignificance = 30;

/** Median of chi-squared with three degrees of freedom: what intervals without a step show. */
const medianChiSquare = 2.366;

/** A step must exceed this share of the typical speed: below it the model of natural motion is at fault as easily. */
const leastSpeedShare = 0.1;

/** An epoch is as good as the best one when its significance is less by no more than this (three deviations). */
const epochDoubt = 9;

/** Intervals to look at one by one; of longer tracks every second or third, and their neighbors where it pays. */
const mostIntervals = 3000;

/** An interval this many times the median one is a gap. */
const gapFactor = 4;

/** Fewer samples show no step: their errors could be anything. */
const leastSamples = 4;

/** Steps to find at most; a target that maneuvers more often is under continuous thrust. */
const mostSteps = 60;

/**
 * Finds velocity steps, the plainest first: around each found one the others are looked for anew, so that a step
 * does not blur its neighbors.
 *
 * The noise is judged by the intervals themselves: what half of them show is no step.
 *
 * @param samples  in order of time
 * @param meanMotionRadPerS  of the own spacecraft; undefined judges by the trend of the neighbors
 * @returns the steps in order of time
 */
export function findVelocitySteps(samples: readonly RelativeSample[], meanMotionRadPerS?: number): StepSearch {
  if (samples.length < leastSamples) return { steps: [], leastVisibleKmPerS: Number.POSITIVE_INFINITY };
  const fitter = stepFitter(meanMotionRadPerS);
  const reach = meanMotionRadPerS === undefined ? neighborCount.trend : neighborCount.natural;
  // A trend does not reach across a gap; natural dynamics does.
  const cuts = new Set(meanMotionRadPerS === undefined ? findGaps(samples) : []);
  const around = (before: number): readonly [number, number, number] => {
    let from = before;
    while (from > 0 && before - from < reach - 1 && !cuts.has(from - 1)) from--;
    let to = before + 2;
    while (to < samples.length && to - before <= reach && !cuts.has(to - 1)) to++;
    return [from, before, to];
  };
  const fitAt = (before: number) => fitter.fit(samples, ...around(before));

  const fits = coarseThenFine(
    samples.length - 1,
    Math.min(Math.ceil(samples.length / mostIntervals), reach >> 1),
    fitAt,
  );
  const scale = noiseScale(fits);
  const speed = median(samples.map(({ velocityRtnKmPerS }) => length(velocityRtnKmPerS)));
  const isStep = ({ significance, deltaVRtnKmPerS }: StepFit, before: number): boolean =>
    significance > leastSignificance * scale &&
    length(deltaVRtnKmPerS) > Math.max(leastSpeedShare * speed, fitter.doubtKmPerS(samples, ...around(before)));

  const steps: VelocityStep[] = [];
  for (let best = plainest(fits, isStep); best >= 0 && steps.length < mostSteps; best = plainest(fits, isStep)) {
    const fit = fits[best]!;
    const asGood = (i: number) => (fits[i]?.significance ?? 0) > fit.significance - epochDoubt * scale;
    let first = best;
    let last = best;
    while (asGood(first - 1)) first--;
    while (asGood(last + 1)) last++;
    steps.push({
      ...fit,
      sigmaKmPerS: fit.sigmaKmPerS * Math.sqrt(scale),
      fromS: samples[first]!.timeS,
      toS: samples[last + 1]!.timeS,
    });
    cuts.add(best);
    const end = Math.min(fits.length - 1, best + reach);
    for (let i = Math.max(0, best - reach); i <= end; i++) fits[i] = i === best ? undefined : fits[i] && fitAt(i);
  }
  const sigmaKmPerS = median(fits.flatMap((fit) => (fit ? [fit.sigmaKmPerS] : []))) * Math.sqrt(scale);
  return {
    steps: steps.sort((a, b) => a.timeS - b.timeS),
    leastVisibleKmPerS: Math.max(leastSpeedShare * speed, Math.sqrt(leastSignificance) * sigmaKmPerS),
  };
}

type Fits = (StepFit | undefined)[];

/** Index of the step of highest significance; -1 when none is left. */
function plainest(fits: Fits, isStep: (fit: StepFit, before: number) => boolean): number {
  let best = -1;
  for (const [i, fit] of fits.entries()) {
    if (fit && fit.significance > (fits[best]?.significance ?? 0) && isStep(fit, i)) best = i;
  }
  return best;
}

/** Fits at every so many intervals, then at those next to any that hints at a step. */
function coarseThenFine(count: number, stride: number, fitAt: (before: number) => StepFit | undefined): Fits {
  const fits: Fits = Array.from({ length: count }, (_, i) => (i % stride === 0 ? fitAt(i) : undefined));
  const hint = (leastSignificance * noiseScale(fits)) / 3;
  const hints = (i: number) => (fits[i]?.significance ?? 0) > hint;
  const fine = fits.flatMap((_, i) => {
    const coarse = i - (i % stride);
    return i !== coarse && (hints(coarse) || hints(coarse + stride)) ? [i] : [];
  });
  for (const i of fine) fits[i] = fitAt(i);
  return fits;
}

/** Intervals so long that something may have happened unseen. */
function findGaps(samples: readonly RelativeSample[]): number[] {
  const durationsS = samples.slice(1).map(({ timeS }, i) => timeS - samples[i]!.timeS);
  const longS = gapFactor * median(durationsS);
  return durationsS.flatMap((durationS, i) => (durationS > longS ? [i] : []));
}

/** How much more the median interval shows than noise alone would; at least 1. */
function noiseScale(fits: Fits): number {
  const significances = fits.flatMap((fit) => (fit ? [fit.significance] : []));
  return significances.length === 0 ? 1 : Math.max(1, median(significances) / medianChiSquare);
}
