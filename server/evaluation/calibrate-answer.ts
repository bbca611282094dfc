import type { Assessment, Level } from '#domain';
import { applyTemperature, scaleDistribution } from '#tuner';
import type { EvaluationReport, OlderReport } from '../pages/evaluation-report.ts';
import type { FittedTemperature } from '../store/calibration-table.ts';

/** How confidences of an assessment are to be read. */
export type Calibration =
  | {
      readonly kind: 'calibrated';
      /** Contestant of the evaluation that is this very model, adapter and strategy. */
      readonly contestant: string;
      readonly temperature: number;
      /** Records the temperature was fitted on. */
      readonly fittedOn: number;
    }
  | { readonly kind: 'uncalibrated'; readonly why: 'no report' | 'other model' };

/** What the confidence of one level comes to. */
export interface JudgedLevel {
  readonly label: string | null;
  /** Probability of the line as generated. */
  readonly generated: number;
  /** The same at the fitted temperature; as generated where none is fitted. */
  readonly confidence: number;
  /** False where the confidence is below what is asked for. */
  readonly isSufficient: boolean;
  /** The model's labels at the deciding word, likeliest first, as generated and at the fitted temperature. */
  readonly distribution: readonly {
    readonly label: string;
    readonly probability: number;
    readonly calibrated: number | null;
  }[];
}

/** The calibration that an evaluation fitted for the model, adapter and strategy of an assessment. */
export function calibrationFor(
  report: EvaluationReport | OlderReport | null,
  { model, adapter, strategy }: Pick<Assessment, 'model' | 'adapter' | 'strategy'>,
): Calibration {
  if (report === null || report.form === 'older') return { kind: 'uncalibrated', why: 'no report' };
  const contestant =
    report.model.sha256 === model.sha256
      ? report.contestants.find(
          (one) => one.strategy === strategy && (one.adapter?.sha256 ?? null) === (adapter?.sha256 ?? null),
        )
      : undefined;
  const fitted = report.calibration.find((one) => one.contestant === contestant?.key && one.fittedOn > 0);
  if (fitted === undefined) return { kind: 'uncalibrated', why: 'other model' };
  const { temperature, fittedOn } = fitted;
  return { kind: 'calibrated', contestant: fitted.contestant, temperature, fittedOn };
}

/** Every temperature a report fitted, so that lists calibrate as {@link calibrationFor} does. */
export function fittedTemperatures(report: EvaluationReport | OlderReport | null): readonly FittedTemperature[] {
  if (report?.form !== 2) return [];
  return report.contestants.flatMap((contestant) => {
    const { strategy, adapter } = contestant;
    const asked = { model: report.model, adapter, strategy: strategy ?? 'basic' };
    const found = strategy === null ? null : calibrationFor(report, asked);
    if (found?.kind !== 'calibrated' || found.contestant !== contestant.key) return [];
    return [
      {
        modelSha256: report.model.sha256,
        adapterSha256: adapter?.sha256 ?? null,
        strategy: asked.strategy,
        temperature: found.temperature,
      },
    ];
  });
}

/** A confidence at the fitted temperature; where none is fitted, as it is. */
export const calibrate = (calibration: Calibration, confidence: number): number =>
  calibration.kind === 'calibrated' ? applyTemperature(confidence, calibration.temperature) : confidence;

/**
 * The answer of one level with its calibrated confidence.
 *
 * The temperature was fitted on how probable whole answers were; here it is applied to how probable the line of the level
 * was, reasoning included. The label alone says too little: after its reasoning it is all but certain, right or wrong.
 *
 * @param threshold  confidence below which the evidence counts as insufficient, 0 … 1
 */
export function judgeLevel(
  calibration: Calibration,
  { label, confidence: generated, alternatives }: Assessment[Level],
  threshold: number,
): JudgedLevel {
  const confidence = calibrate(calibration, generated);
  const scaled =
    calibration.kind === 'calibrated' && alternatives.length > 0
      ? scaleDistribution(
          alternatives.map(({ probability }) => probability),
          calibration.temperature,
        )
      : [];
  return {
    label,
    generated,
    confidence,
    isSufficient: confidence >= threshold,
    distribution: alternatives.map((option, i) => ({ ...option, calibrated: scaled[i] ?? null })),
  };
}
