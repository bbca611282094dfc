/** Where the outcomes of a batch come from. */
export interface AnswerPlace {
  readonly jobId: number;
  readonly contestant: string;
  readonly recordSet: string;
}

/** Answers of one contestant to records that follow each other in a set. */
export interface AnswerBatch extends AnswerPlace {
  /** Place of the first record in the set. */
  readonly first: number;
  readonly recordCount: number;
  /** Steps of the job that are done with it. */
  readonly stepCount: number;
  /** The contestant with its model and adapter as they were. */
  readonly origin: object;
  readonly outcomes: readonly object[];
}

/** How far a contestant is on a set. */
export interface AnswerProgress {
  readonly contestant: string;
  readonly recordSet: string;
  readonly recordCount: number;
  readonly stepCount: number;
}

/** Right answers of the contestant a list shows. */
export interface Headline {
  readonly contestant: string;
  readonly set: string;
  /** Right on all three levels, of `n`. */
  readonly correct: number;
  readonly n: number;
}

/** An evaluation that is to be kept. */
export interface NewEvaluation {
  readonly jobId: number;
  readonly startedBy: string | null;
  /** What was evaluated; plain JSON. */
  readonly settings: object;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly adapters: readonly { readonly contestant: string; readonly name: string; readonly sha256: string }[];
  readonly headline: Headline | null;
}

/** An evaluation as lists show it, without its report. */
export interface EvaluationRecord extends NewEvaluation {
  readonly id: number;
  readonly createdUtc: string;
}

/** The columns of {@link evaluationColumns} as the driver returns them. */
export interface EvaluationRow {
  id: number;
  job_id: number;
  created_utc: Date;
  started_by: string | null;
  settings: object;
  model_name: string;
  model_sha256: string;
  adapters: EvaluationRecord['adapters'];
  headline: Headline | null;
}

/** Columns of an evaluation without its report, `evaluations` being aliased as `e`. */
export const evaluationColumns = `e.id, e.job_id, e.created_utc, e.started_by, e.settings, e.model_name, e.model_sha256,
  e.adapters, e.headline`;

/** Row → value. */
export const toEvaluationRecord = (row: EvaluationRow): EvaluationRecord => ({
  id: row.id,
  jobId: row.job_id,
  createdUtc: row.created_utc.toISOString(),
  startedBy: row.started_by,
  settings: row.settings,
  model: { name: row.model_name, sha256: row.model_sha256 },
  adapters: row.adapters,
  headline: row.headline,
});
