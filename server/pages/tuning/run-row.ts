import type { JobState } from '../../store/job-rows.ts';
import type { Promotion } from '../../store/promotion-table.ts';
import type { TuningRun } from '../../store/tuning-rows.ts';
import type { TuningSettings } from '../../tuning/tuning-settings.ts';

/** A tuning run as lists, exports and comparisons tell it. */
export interface RunRow {
  readonly run: number;
  readonly name: string;
  readonly strategy: string;
  readonly method: string;
  readonly learningRate: number;
  readonly source: string;
  /** Null until it has begun. */
  readonly trainingExamples: number | null;
  readonly validationExamples: number | null;
  readonly reviews: number | null;
  readonly reviewsLeftOut: number | null;
  readonly stepsDone: number;
  readonly stepsTotal: number;
  readonly endedEarly: boolean;
  readonly trainedParameters: number | null;
  /** Null before the first measurement, as the figures after it. */
  readonly bestStep: number | null;
  readonly bestLoss: number | null;
  /** Share of the held-out answers that were right to the letter, 0 … 1. */
  readonly bestExactMatch: number | null;
  readonly adapterSha256: string | null;
  /** Digest of the held-out examples: figures compare where it is the same. */
  readonly validationSha256: string | null;
  readonly state: JobState;
  /** Whether an adapter of this run answers for its strategy. */
  readonly isServing: boolean;
  readonly startedBy: string | null;
  readonly createdUtc: string;
  readonly startedUtc: string | null;
  readonly finishedUtc: string | null;
}

/** The settings a run was started with. */
export const settingsOf = ({ job }: TuningRun): TuningSettings => job.settings as TuningSettings;

/** Whether a run is to go on by itself. */
export const isActive = ({ job }: TuningRun): boolean => job.state === 'queued' || job.state === 'running';

/** The promotion in force for each strategy that has one, of all of them, newest first. */
export function promotionsInForce(promotions: readonly Promotion[]): ReadonlyMap<string, Promotion> {
  const inForce = new Map<string, Promotion>();
  for (const promotion of promotions) if (!inForce.has(promotion.strategy)) inForce.set(promotion.strategy, promotion);
  return inForce;
}

/** A run with its settings and figures in one flat value. */
export function toRunRow(run: TuningRun, inForce: ReadonlyMap<string, Promotion>): RunRow {
  const { job, progress } = run;
  const settings = settingsOf(run);
  const counts = progress?.counts;
  const best = progress?.best;
  return {
    run: job.id,
    name: settings.name,
    strategy: settings.strategy,
    method: settings.method.kind,
    learningRate: settings.learningRate,
    source: settings.source,
    trainingExamples: counts?.training ?? null,
    validationExamples: counts?.validation ?? null,
    reviews: counts?.labels ?? null,
    reviewsLeftOut: counts?.leftOut ?? null,
    stepsDone: job.stepsDone,
    stepsTotal: settings.steps,
    endedEarly: progress?.endedEarly ?? false,
    trainedParameters: progress?.trainedParameters ?? null,
    bestStep: best?.step ?? null,
    bestLoss: best?.loss ?? null,
    bestExactMatch: best?.exactMatch ?? null,
    adapterSha256: best?.sha256 ?? null,
    validationSha256: progress?.validationSha256 ?? null,
    state: job.state,
    isServing: inForce.get(settings.strategy)?.adapter?.jobId === job.id,
    startedBy: job.startedBy,
    createdUtc: job.createdUtc,
    startedUtc: job.startedUtc,
    finishedUtc: job.finishedUtc,
  };
}
