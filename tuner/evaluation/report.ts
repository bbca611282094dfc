import { type Contest, contestOf } from './contest.ts';
import type { Contestant, EvaluatedSet } from './contestant.ts';
import { type AccuracyRow, accuracyRows, type ClassTable, classTables } from './report-accuracy.ts';
import { type Calibration, confidenceParts, type Selective } from './report-calibration.ts';
import { type Comparison, comparisons, type Gain, gains } from './report-comparisons.ts';
import { type Disagreements, disagreements } from './report-disagreements.ts';
import { type FaithfulnessPart, faithfulnessPart } from './report-faithfulness.ts';
import { type ContestantRobustness, robustnessPart } from './report-robustness.ts';

/** Where the outcomes come from. */
export interface ReportOrigin {
  /** ISO 8601, UTC. */
  readonly createdUtc: string;
  /** Seed of the sets. */
  readonly seed: number;
  readonly model: { readonly name: string; readonly sha256: string };
  /** Checksum of the evaluated records. */
  readonly dataSha256?: string;
}

/** Everything that is published of an evaluation. Shares have four decimals, points and tokens two, counts are exact. */
export interface EvaluationReport {
  /** Version of the form. */
  readonly form: 2;
  readonly createdUtc: string;
  readonly seed: number;
  readonly model: ReportOrigin['model'];
  readonly dataSha256: string | null;
  readonly contestants: readonly Contestant[];
  readonly rows: readonly AccuracyRow[];
  readonly perClass: readonly ClassTable[];
  readonly calibration: readonly Calibration[];
  readonly selective: readonly Selective[];
  readonly robustness: readonly ContestantRobustness[];
  readonly comparisons: readonly Comparison[];
  readonly gains: readonly Gain[];
  readonly faithfulness: FaithfulnessPart;
  readonly disagreements: readonly Disagreements[];
}

/**
 * What sets of outcomes say, in one report; pure, so that the same outcomes give the same bytes.
 *
 * A part for which the sets are missing is empty: no loss without nominal twins, no calibration without confidences.
 *
 * @throws RangeError when a contestant has a set twice, or a set has an id twice
 */
export function buildReport(sets: readonly EvaluatedSet[], origin: ReportOrigin): EvaluationReport {
  const contest: Contest = contestOf(sets);
  const { createdUtc, seed, model, dataSha256 = null } = origin;
  return {
    form: 2,
    createdUtc,
    seed,
    model,
    dataSha256,
    contestants: contest.contestants,
    rows: accuracyRows(contest),
    perClass: classTables(contest),
    ...confidenceParts(contest),
    robustness: robustnessPart(contest),
    comparisons: comparisons(contest),
    gains: gains(contest),
    faithfulness: faithfulnessPart(contest),
    disagreements: disagreements(contest),
  };
}
