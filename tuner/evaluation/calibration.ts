import { quantileOfSorted } from './bootstrap.ts';
import { type Share, wilsonInterval } from './wilson-interval.ts';

/** Records of like confidence: how sure the model was of them, and how often it was right. */
export interface ReliabilityBin {
  /** Least confidence of the bin; excluded, save in the first bin. */
  readonly aboveConfidence: number;
  /** Greatest confidence of the bin; included. */
  readonly upToConfidence: number;
  readonly count: number;
  /** null in an empty bin. */
  readonly meanConfidence: number | null;
  /** Share of right answers, with its 95 % Wilson interval. */
  readonly accuracy: Share;
}

/**
 * The reliability diagram: bins of equal width over [0, 1], empty ones included.
 *
 * @param confidences  probabilities of being right, 0 … 1, one a record
 * @param correct  whether the answer was right, in the order of `confidences`
 * @throws RangeError when there is no record, the lengths differ, a confidence is no probability, or `binCount` is no count
 * @source Guo et al. 2017, On Calibration of Modern Neural Networks, section 2
 */
export function reliabilityBins(
  confidences: readonly number[],
  correct: readonly boolean[],
  binCount = 15,
): readonly ReliabilityBin[] {
  checkConfidences(confidences, correct);
  checkBinCount(binCount);
  const edges = Array.from({ length: binCount + 1 }, (_, i) => i / binCount);
  return binsBetween(edges, confidences, correct);
}

/**
 * Mean gap between confidence and accuracy over bins of equal width, weighted by their records; 0 is best, 1 worst.
 *
 * @param confidences  probabilities of being right, 0 … 1, one a record
 * @throws RangeError as `reliabilityBins`
 * @source Guo et al. 2017, section 2; checked against scikit-learn in calibration.test.ts
 */
export function expectedCalibrationError(
  confidences: readonly number[],
  correct: readonly boolean[],
  binCount = 15,
): number {
  return meanGap(reliabilityBins(confidences, correct, binCount));
}

/**
 * As `expectedCalibrationError`, over bins that hold about the same number of records: edges are quantiles of the
 * confidences.
 *
 * The confidences of a tuned model crowd near 1, where bins of equal width leave all but the last one nearly empty.
 * Equal confidences share a bin, so the order of the records does not matter and bins may differ in size.
 *
 * @throws RangeError as `reliabilityBins`
 * @source Nguyen and O'Connor 2015, EMNLP (adaptive binning); edges as scikit-learn's `strategy='quantile'`
 */
export function adaptiveCalibrationError(
  confidences: readonly number[],
  correct: readonly boolean[],
  binCount = 15,
): number {
  checkConfidences(confidences, correct);
  checkBinCount(binCount);
  const sorted = confidences.toSorted((a, b) => a - b);
  const edges = Array.from({ length: binCount + 1 }, (_, i) => quantileOfSorted(sorted, i / binCount));
  return meanGap(binsBetween(edges, confidences, correct));
}

/**
 * Mean squared difference between the confidence and the outcome, 1 for right and 0 for wrong; 0 is best, 1 worst.
 *
 * @throws RangeError when there is no record, the lengths differ, or a confidence is no probability
 * @source Brier 1950, Monthly Weather Review 78:1, in its form for two outcomes (half the original)
 */
export function brierScore(confidences: readonly number[], correct: readonly boolean[]): number {
  checkConfidences(confidences, correct);
  return (
    confidences.reduce((sum, confidence, i) => sum + (confidence - Number(correct[i])) ** 2, 0) / confidences.length
  );
}

/** Refuses confidences that cannot be scored. @throws RangeError when empty, of another length, or outside [0, 1] */
export function checkConfidences(confidences: readonly number[], correct: readonly boolean[]): void {
  if (confidences.length === 0) throw new RangeError('expected at least one confidence, got none');
  if (confidences.length !== correct.length) {
    throw new RangeError(`expected an outcome for each of ${confidences.length} confidences, got ${correct.length}`);
  }
  const bad = confidences.find((confidence) => !(0 <= confidence && confidence <= 1));
  if (bad !== undefined) throw new RangeError(`expected confidences from 0 to 1, got ${bad}`);
}

function checkBinCount(binCount: number): void {
  if (!Number.isInteger(binCount) || binCount < 1) {
    throw new RangeError(`expected a whole number of bins, at least 1, got ${binCount}`);
  }
}

/** Sorts records into bins between rising edges; a confidence on an inner edge belongs to the bin below it. */
function binsBetween(
  edges: readonly number[],
  confidences: readonly number[],
  correct: readonly boolean[],
): readonly ReliabilityBin[] {
  const bins = edges.slice(1).map(() => ({ count: 0, right: 0, sum: 0 }));
  const innerEdges = edges.slice(1, -1);
  for (const [i, confidence] of confidences.entries()) {
    const bin = bins[innerEdges.filter((edge) => edge < confidence).length]!;
    bin.count += 1;
    bin.right += Number(correct[i]);
    bin.sum += confidence;
  }
  return bins.map(({ count, right, sum }, i) => ({
    aboveConfidence: edges[i]!,
    upToConfidence: edges[i + 1]!,
    count,
    meanConfidence: count === 0 ? null : sum / count,
    accuracy: wilsonInterval(right, count),
  }));
}

/** Mean of |accuracy − confidence| over the records of all bins. */
function meanGap(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const gaps = bins.map(({ count, meanConfidence, accuracy }) =>
    meanConfidence === null ? 0 : count * Math.abs(accuracy.accuracy - meanConfidence),
  );
  return gaps.reduce((sum, gap) => sum + gap, 0) / total;
}
