import { checkConfidences } from './calibration.ts';
import { type Share, wilsonInterval } from './wilson-interval.ts';

/** What is left when only answers at least as sure as a threshold are given. */
export interface SelectivePoint {
  /** Least confidence of the answers given. */
  readonly threshold: number;
  /** Share of the records that are answered, 0 … 1. */
  readonly coverage: number;
  /** Share of the given answers that are right, 0 … 1. */
  readonly accuracy: number;
}

/** A point of the selective curve, its accuracy with the 95 % Wilson interval. */
export interface SelectiveAccuracy extends Omit<SelectivePoint, 'accuracy'> {
  readonly accuracy: Share;
}

/**
 * Accuracy of the surest answers against the share of records they cover, at every distinct confidence.
 *
 * Equal confidences cannot be told apart by a threshold, so they are answered together or not at all.
 *
 * @param confidences  probabilities of being right, 0 … 1, one a record
 * @param correct  whether the answer was right, in the order of `confidences`
 * @returns points from the highest threshold to the lowest; the last one covers everything
 * @throws RangeError when there is no record, the lengths differ, or a confidence is no probability
 * @source El-Yaniv and Wiener 2010, J. Mach. Learn. Res. 11:1605 (coverage and risk)
 */
export function selectiveCurve(confidences: readonly number[], correct: readonly boolean[]): readonly SelectivePoint[] {
  return selections(confidences, correct).map(({ threshold, answered, right }) => ({
    threshold,
    coverage: answered / confidences.length,
    accuracy: right / answered,
  }));
}

/**
 * Accuracy of the fewest answers that cover at least the asked share of records.
 *
 * @param coverage  asked, above 0, at most 1
 * @returns the coverage really reached, at least the asked one: more when the last confidence is shared by several records
 * @throws RangeError as `selectiveCurve`, or when `coverage` is out of range
 */
export function accuracyAtCoverage(
  confidences: readonly number[],
  correct: readonly boolean[],
  coverage: number,
): SelectiveAccuracy {
  if (!(0 < coverage && coverage <= 1)) throw new RangeError(`expected a coverage above 0, at most 1, got ${coverage}`);
  // The last selection covers all records, so one is always found.
  const found = selections(confidences, correct).find(({ answered }) => answered / confidences.length >= coverage)!;
  return {
    threshold: found.threshold,
    coverage: found.answered / confidences.length,
    accuracy: wilsonInterval(found.right, found.answered),
  };
}

/**
 * Area under the curve of the error rate of the given answers against coverage; 0 is best, 1 worst.
 *
 * The mean, over the records, of the error rate at the threshold that just answers the record.
 *
 * @throws RangeError as `selectiveCurve`
 * @source Geifman, Uziel and El-Yaniv 2019, Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers
 */
export function areaUnderRiskCoverage(confidences: readonly number[], correct: readonly boolean[]): number {
  let area = 0;
  let covered = 0;
  for (const { coverage, accuracy } of selectiveCurve(confidences, correct)) {
    area += (coverage - covered) * (1 - accuracy);
    covered = coverage;
  }
  return area;
}

/** Answers given at each distinct threshold, from the highest, and how many of them are right. */
function selections(confidences: readonly number[], correct: readonly boolean[]) {
  checkConfidences(confidences, correct);
  const surestFirst = confidences
    .map((confidence, i) => ({ confidence, right: correct[i]! }))
    .sort((a, b) => b.confidence - a.confidence);
  const found: { threshold: number; answered: number; right: number }[] = [];
  let right = 0;
  for (const [i, record] of surestFirst.entries()) {
    right += Number(record.right);
    const isLastOfTie = surestFirst[i + 1]?.confidence !== record.confidence;
    if (isLastOfTie) found.push({ threshold: record.confidence, answered: i + 1, right });
  }
  return found;
}
