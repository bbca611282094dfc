import { calibratedColumn } from './calibration-table.ts';
import type { Strategy } from './job-rows.ts';
import { type Status, statusOfRank } from './severity-rank.ts';

/** The newest assessment of a target, as far as lists tell it. */
export interface AnswerSummary {
  readonly assessmentId: number;
  readonly assessedUtc: string;
  readonly motion: string | null;
  readonly operation: string | null;
  readonly task: string | null;
  /** Of all three levels together; this and those of the levels at the temperature that the evaluation fitted. */
  readonly confidence: number;
  readonly confidences: Readonly<Record<'motion' | 'operation' | 'task', number | null>>;
  /** False when the motion is too small to be checked. */
  readonly physicsResolvable: boolean;
  readonly physicsAgrees: boolean;
  /** The computed motion in the words of analysts. */
  readonly pattern: string;
  readonly rangeTrend: string | null;
  readonly endSpeed: string | null;
  /** Least range within the window that was assessed. */
  readonly closestKm: number | null;
  readonly closestUtc: string | null;
  readonly strategy: Strategy;
}

/** A line of the target list: a target at its last observation, with the newest assessment of it if there is one. */
export interface TargetSummary {
  readonly targetId: string;
  /** As its source names it; null when that is its identifier, or when it has no name. */
  readonly targetName: string | null;
  /** International designator where that is not the identifier; null when unknown. */
  readonly targetDesignator: string | null;
  readonly severity: Status;
  /** Own spacecraft it was seen from; null where the log does not name it. */
  readonly ownName: string | null;
  readonly logId: number;
  readonly logName: string;
  readonly lastObservationUtc: string;
  readonly firstObservationUtc: string;
  readonly observationCount: number;
  readonly firstReceivedUtc: string;
  /** SVG path data of the in-plane motion, see thumbnail-path.ts. */
  readonly thumbnail: string;
  /** Null while nothing has assessed it. */
  readonly answer: AnswerSummary | null;
  /** Why it cannot be assessed, if so. */
  readonly refusal: { readonly code: string; readonly message: string } | null;
}

/** The columns of {@link targetColumns} and of `targets` as the driver returns them. */
export interface TargetRow {
  target_id: string;
  target_name: string | null;
  target_designator: string | null;
  asset: string;
  log_id: number;
  log_name: string;
  first_received_utc: Date;
  window_start_utc: Date;
  window_end_utc: Date;
  state_count: number;
  thumbnail: string;
  severity: number;
  assessment_id: number | null;
  assessed_utc: Date | null;
  motion: string | null;
  operation: string | null;
  task: string | null;
  confidence: number | null;
  motion_confidence: number | null;
  operation_confidence: number | null;
  task_confidence: number | null;
  physics_resolvable: boolean | null;
  physics_agrees: boolean | null;
  pattern: string | null;
  range_trend: string | null;
  end_speed: string | null;
  closest_km: number | null;
  closest_utc: Date | null;
  strategy: Strategy | null;
  refusal_code: string | null;
  refusal_message: string | null;
}

/** What a line shows beside the columns of `targets x`, of the tables in {@link targetJoins}. */
export const targetColumns = `t.window_start_utc, t.state_count, t.thumbnail, t.refusal_code, t.refusal_message,
  a.created_utc as assessed_utc, ${(['motion', 'operation', 'task'] as const)
    .map((level) => `${calibratedColumn(`${level}_confidence`)} as ${level}_confidence`)
    .join(', ')}, a.range_trend,
  a.end_speed, a.closest_utc, a.strategy`;

/** The track and assessment of a line of `targets x`. */
export const targetJoins = 'join tracks t on t.id = x.track_id left join assessments a on a.id = x.assessment_id';

/** How an own spacecraft without a name begins in the column `asset`; the number of its log follows. */
export const unnamedAsset = 'log:';

/** Row → value. */
export const toTargetSummary = (row: TargetRow): TargetSummary => ({
  targetId: row.target_id,
  targetName: row.target_name,
  targetDesignator: row.target_designator,
  severity: statusOfRank(row.severity),
  ownName: row.asset.startsWith(unnamedAsset) ? null : row.asset,
  logId: row.log_id,
  logName: row.log_name,
  lastObservationUtc: row.window_end_utc.toISOString(),
  firstObservationUtc: row.window_start_utc.toISOString(),
  observationCount: row.state_count,
  firstReceivedUtc: row.first_received_utc.toISOString(),
  thumbnail: row.thumbnail,
  answer: row.assessment_id === null ? null : toAnswerSummary(row, row.assessment_id),
  refusal: row.refusal_code === null ? null : { code: row.refusal_code, message: row.refusal_message ?? '' },
});

const toAnswerSummary = (row: TargetRow, assessmentId: number): AnswerSummary => ({
  assessmentId,
  assessedUtc: row.assessed_utc!.toISOString(),
  motion: row.motion,
  operation: row.operation,
  task: row.task,
  confidence: row.confidence!,
  confidences: { motion: row.motion_confidence, operation: row.operation_confidence, task: row.task_confidence },
  physicsResolvable: row.physics_resolvable!,
  physicsAgrees: row.physics_agrees!,
  pattern: row.pattern!,
  rangeTrend: row.range_trend,
  endSpeed: row.end_speed,
  closestKm: row.closest_km,
  closestUtc: row.closest_utc?.toISOString() ?? null,
  strategy: row.strategy!,
});
