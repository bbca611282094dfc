import type { TuneEvent } from '#tuner';

/** One measured point of a tuning run. */
export interface LossPoint {
  readonly step: number;
  readonly loss: number;
}

/** What a tuning run measured, in order of step. */
export interface LossHistory {
  readonly training: readonly LossPoint[];
  readonly validation: readonly LossPoint[];
}

/** Reads the run's `metrics.ndjson`. A step done twice, before and after a kill, counts once: as it was done last. */
export function readLossHistory(metricsNdjson: string): LossHistory {
  const training = new Map<number, number>();
  const validation = new Map<number, number>();
  for (const line of metricsNdjson.split('\n')) {
    const event = parseEvent(line);
    if (event?.kind === 'step') training.set(event.step, event.loss);
    if (event?.kind === 'validation') validation.set(event.step, event.loss);
  }
  const points = (losses: Map<number, number>) =>
    [...losses].map(([step, loss]) => ({ step, loss })).sort((a, b) => a.step - b.step);
  return { training: points(training), validation: points(validation) };
}

/** A line torn by a kill is nobody's event. */
function parseEvent(line: string): TuneEvent | null {
  try {
    return JSON.parse(line) as TuneEvent;
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
