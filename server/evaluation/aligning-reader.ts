import type { EvaluationReport, OlderReport } from '../pages/evaluation-report.ts';
import type { CalibrationTable } from '../store/calibration-table.ts';
import { fittedTemperatures } from './calibrate-answer.ts';

/**
 * Reads a report and, whenever it is another than before, has lists show confidences at its temperatures, as pages of single
 * assessments do.
 */
export function aligningReader(
  calibrations: CalibrationTable,
  read: () => Promise<EvaluationReport | OlderReport | null>,
): () => Promise<EvaluationReport | OlderReport | null> {
  let aligned: string | undefined;
  return async () => {
    const report = await read();
    const wanted = JSON.stringify(fittedTemperatures(report));
    if (wanted !== aligned) {
      await calibrations.align(fittedTemperatures(report));
      aligned = wanted;
    }
    return report;
  };
}
