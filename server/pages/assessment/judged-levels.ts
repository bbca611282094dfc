import { type Assessment, type Level, levels } from '#domain';
import { type Calibration, calibrate, calibrationFor, judgeLevel } from '../../evaluation/calibrate-answer.ts';
import { percentWords } from '../../http/view-formats.ts';
import type { Words } from '../../http/words.ts';
import type { EvaluationReport, OlderReport } from '../evaluation-report.ts';
import { definitionInWords } from '../label-definitions.ts';
import { shareBar } from '../plots/interval-bar.ts';

/** By what confidences are judged. */
export interface Judge {
  readonly report: EvaluationReport | OlderReport | null;
  /** Confidence below which the evidence counts as insufficient for a level, 0 … 1. */
  readonly confidenceThreshold: number;
}

/** An answer with calibrated confidences, for pages and their twins. */
export interface Judged {
  readonly calibration: Calibration;
  readonly confidenceThreshold: number;
  /** Of all three levels together. */
  readonly confidence: number;
  readonly levels: Readonly<Record<Level, ReturnType<typeof judgeLevel>>>;
}

/** Judges the three levels of an assessment. */
export function judge(assessment: Assessment, { report, confidenceThreshold }: Judge): Judged {
  const calibration = calibrationFor(report, assessment);
  const of = (level: Level) => judgeLevel(calibration, assessment[level], confidenceThreshold);
  return {
    calibration,
    confidenceThreshold,
    confidence: calibrate(calibration, assessment.confidence),
    levels: { motion: of('motion'), operation: of('operation'), task: of('task') },
  };
}

/** The levels of a judged answer as the partial `judged-levels` shows them. */
export function levelViews({ levels: judged }: Judged, words: Words) {
  return levels.map((level) => {
    const { distribution, ...answer } = judged[level];
    return {
      level,
      ...answer,
      isShown: answer.isSufficient || answer.label === null,
      definition: definitionInWords(level, answer.label, words)?.definition ?? null,
      bar: shareBar(answer.confidence),
      distribution: distribution.map((option) => ({
        ...option,
        title: words.term(`labels.${level}`, option.label),
        bar: shareBar(option.calibrated ?? option.probability),
      })),
    };
  });
}

/** In a sentence, how the confidences came about. */
export function calibrationWords({ calibration, confidenceThreshold }: Judged, words: Words): string {
  const threshold = percentWords(confidenceThreshold);
  if (calibration.kind === 'uncalibrated')
    return words.t(
      calibration.why === 'no report' ? 'assessment.uncalibrated.noReport' : 'assessment.uncalibrated.otherModel',
      { threshold },
    );
  const { contestant, temperature, fittedOn } = calibration;
  return words.t('assessment.calibrated', {
    contestant,
    temperature: temperature.toFixed(3),
    count: fittedOn,
    threshold,
  });
}

/** A label in the words of a reader; one that could not be read has words too. */
export const labelWords = (level: Level, label: string | null, words: Words): string =>
  label === null ? words.t('targets.unreadable') : words.term(`labels.${level}`, label);
