import type { EvaluationReport } from '../pages/evaluation-report.ts';

const share = (accuracy: number) => ({
  accuracy,
  low: Math.max(0, accuracy - 0.02),
  high: Math.min(1, accuracy + 0.02),
});

/** A report of invented numbers, for tests of the page alone. */
export const fixtureReport: EvaluationReport = {
  createdUtc: '2026-03-01T00:00:00.000Z',
  seed: 1,
  model: { name: 'fixture', sha256: '0'.repeat(64) },
  rows: (['base', 'tuned'] as const).flatMap((model) =>
    (['basic', 'instruction', 'cot'] as const).flatMap((strategy, index) =>
      (['nominal', 'perturbed'] as const).map((set) => ({
        model,
        strategy,
        set,
        n: 500,
        motion: share(model === 'tuned' ? 0.9 : 0.2),
        operation: share(model === 'tuned' ? 0.8 : 0.2),
        task: share(model === 'tuned' ? 0.7 + index * 0.05 : 0.1),
        exactMatch: share(model === 'tuned' ? 0.6 + index * 0.1 : 0),
        tokensPerRecord: 40 + index * 30,
        secondsPerRecord: 0.1,
      })),
    ),
  ),
};
