/** One measured point of a tuning run. */
export interface LossPoint {
  readonly step: number;
  readonly loss: number;
  /** Time the step or the validation took; 0 where the log does not say. */
  readonly seconds: number;
}

/** A measurement on the examples held out. */
export interface ValidationPoint extends LossPoint {
  /** Share of them answered to the letter, 0 … 1; null where the log does not say. */
  readonly exactMatch: number | null;
}

/** The part of a line of `metrics.ndjson` that is read here. */
type MetricsLine = Omit<LossPoint, 'seconds'> & {
  readonly kind: string;
  readonly seconds?: number;
  readonly exactMatch?: number;
};

/** What a tuning run measured, in order of step. */
export interface LossHistory {
  readonly training: readonly LossPoint[];
  readonly validation: readonly ValidationPoint[];
}

/** Reads the run's `metrics.ndjson`. A step done twice, before and after a kill, counts once: as it was done last. */
export function readLossHistory(metricsNdjson: string): LossHistory {
  const training = new Map<number, LossPoint>();
  const validation = new Map<number, ValidationPoint>();
  for (const line of metricsNdjson.split('\n')) {
    const measured = parseLine(line);
    if (measured === null) continue;
    const { kind, step, loss, seconds = 0, exactMatch = null } = measured;
    if (kind === 'step') training.set(step, { step, loss, seconds });
    if (kind === 'validation') validation.set(step, { step, loss, seconds, exactMatch });
  }
  const inOrder = <Point extends LossPoint>(points: Map<number, Point>) =>
    [...points.values()].sort((a, b) => a.step - b.step);
  return { training: inOrder(training), validation: inOrder(validation) };
}

/** A line torn by a kill tells nothing. */
function parseLine(line: string): MetricsLine | null {
  try {
    return JSON.parse(line) as MetricsLine;
  } catch {
    return null;
  }
}

/** The history as CSV: one row a step, the validation loss where it was measured. */
export function lossCsv({ training, validation }: LossHistory): string {
  const validated = new Map(validation.map(({ step, loss }) => [step, loss]));
  const rows = training.map(({ step, loss }) => `${step},${loss},${validated.get(step) ?? ''}`);
  return `${['step,training_loss,validation_loss', ...rows].join('\n')}\n`;
}
