import type { Strategy } from './job-rows.ts';

/** A line of the target list: a target at its last observation, with the newest assessment of it if there is one. */
export interface TargetSummary {
  readonly targetId: string;
  /** As its source names it; null when that is its identifier, or when it has no name. */
  readonly targetName: string | null;
  readonly logId: number;
  readonly logName: string;
  readonly lastObservationUtc: string;
  readonly firstObservationUtc: string;
  readonly observationCount: number;
  /** SVG path data of the in-plane motion, see thumbnail-path.ts. */
  readonly thumbnail: string;
  /** Null while nothing has assessed it. */
  readonly answer: {
    readonly motion: string | null;
    readonly operation: string | null;
    readonly task: string | null;
    readonly confidence: number;
    /** False when the motion is too small to be checked. */
    readonly physicsResolvable: boolean;
    readonly physicsAgrees: boolean;
    /** The computed motion in the words of analysts. */
    readonly pattern: string;
    readonly strategy: Strategy;
  } | null;
  /** Why it cannot be assessed, if so. */
  readonly refusal: { readonly code: string; readonly message: string } | null;
}

/** The columns of the target query as the driver returns them. */
export interface TargetRow {
  target_id: string;
  target_name: string | null;
  log_id: number;
  log_name: string;
  window_start_utc: Date;
  window_end_utc: Date;
  state_count: number;
  thumbnail: string;
  assessment_id: number | null;
  motion: string | null;
  operation: string | null;
  task: string | null;
  confidence: number | null;
  physics_resolvable: boolean | null;
  physics_agrees: boolean | null;
  pattern: string | null;
  strategy: Strategy | null;
  refusal_code: string | null;
  refusal_message: string | null;
  matching: number;
}

/** Row → value. */
export const toTargetSummary = (row: TargetRow): TargetSummary => ({
  targetId: row.target_id,
  targetName: row.target_name === row.target_id ? null : row.target_name,
  logId: row.log_id,
  logName: row.log_name,
  lastObservationUtc: row.window_end_utc.toISOString(),
  firstObservationUtc: row.window_start_utc.toISOString(),
  observationCount: row.state_count,
  thumbnail: row.thumbnail,
  answer:
    row.assessment_id === null
      ? null
      : {
          motion: row.motion,
          operation: row.operation,
          task: row.task,
          confidence: row.confidence!,
          physicsResolvable: row.physics_resolvable!,
          physicsAgrees: row.physics_agrees!,
          pattern: row.pattern!,
          strategy: row.strategy!,
        },
  refusal: row.refusal_code === null ? null : { code: row.refusal_code, message: row.refusal_message ?? '' },
});
