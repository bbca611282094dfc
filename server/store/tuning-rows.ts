import { type JobRecord, type JobRow, jobColumns, toJobRecord } from './job-rows.ts';

/** The best adapter of a run so far, measured on the examples held out. */
export interface BestAdapter {
  readonly step: number;
  /** Nats per token of the right answer. */
  readonly loss: number;
  /** Share of the examples answered to the letter, 0 … 1. */
  readonly exactMatch: number;
  /** Digest of its weights, hexadecimal. */
  readonly sha256: string;
}

/** How many examples a run has. */
export interface ExampleCounts {
  /** Reviewed targets among them, and those whose labels the strategy cannot learn. */
  readonly labels: number;
  readonly leftOut: number;
  readonly training: number;
  readonly validation: number;
}

/** What is known of a run that has begun. */
export interface TuningProgress {
  /** Data folder that its folder lies in, see server/tuning/data-place.ts. */
  readonly place: string;
  readonly counts: ExampleCounts;
  /** Digest of the examples held out; null before the first step. */
  readonly validationSha256: string | null;
  readonly modelSha256: string | null;
  readonly trainedParameters: number | null;
  /** Null before the first measurement. */
  readonly best: BestAdapter | null;
  /** Whether it ended because measurements got no better. */
  readonly endedEarly: boolean;
}

/** A tuning run: its job, and what is known of it once it has begun. */
export interface TuningRun {
  readonly job: JobRecord;
  readonly progress: TuningProgress | null;
}

/** The columns of {@link tuningColumns} as the driver returns them. */
export interface TuningRow extends JobRow {
  folder: string | null;
  place: string;
  label_count: number;
  left_out_count: number;
  training_count: number;
  validation_count: number;
  validation_sha256: string | null;
  model_sha256: string | null;
  trained_parameters: number | null;
  best_step: number;
  best_loss: number | null;
  best_exact_match: number | null;
  adapter_sha256: string | null;
  ended_early: boolean;
}

/** Columns of a run, `jobs` being aliased as `j` and `tuning_runs` as `r`. */
export const tuningColumns = `${jobColumns}, r.folder, r.place, r.label_count, r.left_out_count, r.training_count,
  r.validation_count, r.validation_sha256, r.model_sha256, r.trained_parameters, r.best_step, r.best_loss,
  r.best_exact_match, r.adapter_sha256, r.ended_early`;

/** Row → value. */
export const toTuningRun = (row: TuningRow): TuningRun => ({
  job: toJobRecord(row),
  progress: row.folder === null ? null : toProgress(row),
});

function toProgress(row: TuningRow): TuningProgress {
  return {
    place: row.place,
    counts: {
      labels: row.label_count,
      leftOut: row.left_out_count,
      training: row.training_count,
      validation: row.validation_count,
    },
    validationSha256: row.validation_sha256,
    modelSha256: row.model_sha256,
    trainedParameters: row.trained_parameters,
    best: bestOf(row),
    endedEarly: row.ended_early,
  };
}

function bestOf({ best_step: step, best_loss: loss, best_exact_match: exactMatch, adapter_sha256: sha256 }: TuningRow) {
  return loss === null || exactMatch === null || sha256 === null ? null : { step, loss, exactMatch, sha256 };
}
