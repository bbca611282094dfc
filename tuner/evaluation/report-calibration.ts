import { isExact } from './accuracy.ts';
import type { BootstrapInterval } from './bootstrap.ts';
import { brierScore, type ReliabilityBin, reliabilityBins } from './calibration.ts';
import { calibrationErrorInterval } from './calibration-interval.ts';
import type { Contest } from './contest.ts';
import type { Contestant } from './contestant.ts';
import type { Outcome } from './outcome.ts';
import { round4, roundInterval, roundShare, sixDigits } from './rounding.ts';
import { accuracyAtCoverage, areaUnderRiskCoverage, type SelectiveAccuracy, selectiveCurve } from './selective.ts';
import { applyTemperature, fitTemperature } from './temperature.ts';

/** Sets on which confidences are judged. */
const judgedSets = ['true facts', 'nominal', 'perturbed', 'own labels'] as const;

type JudgedSet = (typeof judgedSets)[number];

/** Whether confidences say how often an answer is right on all three levels. */
export interface Calibration {
  readonly contestant: string;
  readonly temperature: number;
  /** Validation records the temperature was fitted on; at 0 it is 1, and nothing was fitted. */
  readonly fittedOn: number;
  readonly sets: readonly {
    readonly set: JudgedSet;
    /** Records with a confidence. */
    readonly n: number;
    /** Expected calibration error with its 95 % bootstrap interval, at temperature 1 and at the fitted one. */
    readonly eceBefore: BootstrapInterval;
    readonly ece: BootstrapInterval;
    readonly brierBefore: number;
    readonly brier: number;
    /** Reliability at the fitted temperature, 15 bins of equal width, empty ones left out. */
    readonly bins: readonly ReliabilityBin[];
  }[];
}

/** What is gained by leaving out the answers of least calibrated confidence. */
export interface Selective {
  readonly contestant: string;
  readonly set: JudgedSet;
  readonly n: number;
  /** The fewest surest answers that cover at least 95 % of the records. */
  readonly at95: SelectiveAccuracy;
  readonly areaUnderRiskCoverage: number;
  /** About 40 points, the last at full coverage. */
  readonly curve: readonly { readonly coverage: number; readonly accuracy: number }[];
}

const curvePoints = 40;

/** Calibration and selective accuracy of every contestant that gives confidences. */
export function confidenceParts(contest: Contest): {
  readonly calibration: readonly Calibration[];
  readonly selective: readonly Selective[];
} {
  const models = contest.contestants.filter(
    (contestant) => contestant.kind !== 'baseline' && judgedSets.some((set) => scored(contest, contestant, set).n > 0),
  );
  const parts = models.map((contestant) => partsOf(contest, contestant));
  return {
    calibration: parts.map(({ calibration }) => calibration),
    selective: parts.flatMap(({ selective }) => selective),
  };
}

function partsOf(contest: Contest, contestant: Contestant) {
  const validation = scored(contest, contestant, 'validation');
  const temperature = validation.n === 0 ? 1 : fitTemperature(validation.confidences, validation.correct);
  const judged = judgedSets
    .map((set) => ({ set, ...scored(contest, contestant, set) }))
    .filter(({ n }) => n > 0)
    .map((one) => ({ ...one, calibrated: one.confidences.map((p) => applyTemperature(p, temperature)) }));
  const calibration: Calibration = {
    contestant: contestant.key,
    temperature: sixDigits(temperature),
    fittedOn: validation.n,
    sets: judged.map(({ set, n, confidences, calibrated, correct }) => ({
      set,
      n,
      eceBefore: roundInterval(calibrationErrorInterval(confidences, correct)),
      ece: roundInterval(calibrationErrorInterval(calibrated, correct)),
      brierBefore: round4(brierScore(confidences, correct)),
      brier: round4(brierScore(calibrated, correct)),
      bins: reliabilityBins(calibrated, correct)
        .filter(({ count }) => count > 0)
        .map(roundBin),
    })),
  };
  const selective = judged.map(({ set, n, calibrated, correct }): Selective => {
    const { threshold, coverage, accuracy } = accuracyAtCoverage(calibrated, correct, 0.95);
    return {
      contestant: contestant.key,
      set,
      n,
      at95: { threshold: sixDigits(threshold), coverage: round4(coverage), accuracy: roundShare(accuracy) },
      areaUnderRiskCoverage: sixDigits(areaUnderRiskCoverage(calibrated, correct)),
      curve: thinnedCurve(calibrated, correct),
    };
  });
  return { calibration, selective };
}

/** Confidences of a set and whether the whole answer was right. */
function scored(contest: Contest, contestant: Contestant, set: 'validation' | JudgedSet) {
  const sure = contest
    .outcomesOf(contestant, set)
    .filter((outcome): outcome is Outcome & { confidence: object } => outcome.confidence !== null);
  return { n: sure.length, confidences: sure.map(({ confidence }) => confidence.all), correct: sure.map(isExact) };
}

/** The curve at about every fortieth of the records. */
function thinnedCurve(confidences: readonly number[], correct: readonly boolean[]): Selective['curve'] {
  const curve = selectiveCurve(confidences, correct);
  const wanted = Array.from({ length: curvePoints }, (_, i) => (i + 1) / curvePoints);
  const kept = new Set(wanted.map((coverage) => curve.find((point) => point.coverage >= coverage) ?? curve.at(-1)!));
  return [...kept].map(({ coverage, accuracy }) => ({ coverage: round4(coverage), accuracy: round4(accuracy) }));
}

const roundBin = (bin: ReliabilityBin): ReliabilityBin => ({
  ...bin,
  aboveConfidence: round4(bin.aboveConfidence),
  upToConfidence: round4(bin.upToConfidence),
  meanConfidence: bin.meanConfidence === null ? null : round4(bin.meanConfidence),
  accuracy: roundShare(bin.accuracy),
});
