import path from 'node:path';
import { type AccountTable, accountTable } from './account-table.ts';
import { type ApiTokenTable, apiTokenTable } from './api-token-table.ts';
import { type AssessmentTable, assessmentTable } from './assessment-table.ts';
import { type AssetList, assetList } from './asset-list.ts';
import { type AuditLog, auditLog } from './audit-log.ts';
import { type CalibrationTable, calibrationTable } from './calibration-table.ts';
import { type ChangeList, changeList } from './change-list.ts';
import { lockDataDir } from './data-dir-lock.ts';
import type { Database } from './database.ts';
import { type EvaluationTable, evaluationTable } from './evaluation-table.ts';
import { type JobTable, jobTable } from './job-table.ts';
import { type LabeledLogs, labeledLogs } from './labeled-logs.ts';
import { type LogTable, logTable } from './log-table.ts';
import { migrate } from './migrate.ts';
import { openPglite } from './pglite-database.ts';
import { openPostgres } from './postgres-database.ts';
import { type PromotionTable, promotionTable } from './promotion-table.ts';
import { type RejectionTable, rejectionTable } from './rejection-table.ts';
import { type RerunTable, rerunTable } from './rerun-table.ts';
import { type ReviewTable, reviewTable } from './review-table.ts';
import { type SessionTable, sessionTable } from './session-table.ts';
import { alignSeverities } from './severity-rank.ts';
import { type ShardTable, shardTable } from './shard-table.ts';
import { type SignInFailures, signInFailures } from './sign-in-failures.ts';
import { type TargetList, targetList } from './target-list.ts';
import { type TrackTable, trackTable } from './track-table.ts';
import { type TuningTable, tuningTable } from './tuning-table.ts';
import { type WatchTable, watchTable } from './watch-table.ts';

/** Everything the console keeps. */
export interface Store {
  readonly logs: LogTable;
  readonly rejections: RejectionTable;
  readonly tracks: TrackTable;
  readonly targets: TargetList;
  readonly jobs: JobTable;
  readonly assessments: AssessmentTable;
  readonly shards: ShardTable;
  readonly reruns: RerunTable;
  readonly reviews: ReviewTable;
  readonly tuning: TuningTable;
  readonly promotions: PromotionTable;
  readonly labeled: LabeledLogs;
  readonly evaluations: EvaluationTable;
  readonly calibrations: CalibrationTable;
  readonly assets: AssetList;
  readonly changes: ChangeList;
  readonly watch: WatchTable;
  readonly accounts: AccountTable;
  readonly sessions: SessionTable;
  readonly apiTokens: ApiTokenTable;
  readonly signInFailures: SignInFailures;
  readonly audit: AuditLog;
  /** What the tables stand on, for work over several of them in one transaction. */
  readonly database: Database;
  /** Whether this process is the only one that works on the database. */
  readonly isEmbedded: boolean;
  close(): Promise<void>;
}

/** Where a store lies. */
export interface StorePlace {
  /** Folder of the console's data, the embedded database lies in `database/` below it; `null` keeps it in memory. */
  readonly dataDir: string | null;
  /** A PostgreSQL to use in the place of the embedded one. */
  readonly databaseUrl?: string | undefined;
}

/**
 * Opens the store and brings its tables up to date.
 *
 * @throws AppError `server.data_dir_in_use` when another process works in the folder of an embedded database,
 *         `server.database_unreachable`
 */
export async function openStore({ dataDir, databaseUrl }: StorePlace): Promise<Store> {
  const isEmbedded = databaseUrl === undefined;
  const unlock = isEmbedded && dataDir !== null ? await lockDataDir(dataDir) : async () => {};
  const database = isEmbedded
    ? await openPglite(dataDir === null ? null : path.join(dataDir, 'database'))
    : await openPostgres(databaseUrl);
  await migrate(database);
  await alignSeverities(database);
  return {
    logs: logTable(database),
    rejections: rejectionTable(database),
    tracks: trackTable(database),
    targets: targetList(database),
    jobs: jobTable(database),
    assessments: assessmentTable(database),
    shards: shardTable(database),
    reruns: rerunTable(database),
    reviews: reviewTable(database),
    tuning: tuningTable(database),
    promotions: promotionTable(database),
    labeled: labeledLogs(database),
    evaluations: evaluationTable(database),
    calibrations: calibrationTable(database),
    assets: assetList(database),
    changes: changeList(database),
    watch: watchTable(database),
    accounts: accountTable(database),
    sessions: sessionTable(database),
    apiTokens: apiTokenTable(database),
    signInFailures: signInFailures(database),
    audit: auditLog(database),
    database,
    isEmbedded,
    async close() {
      await database.close();
      await unlock();
    },
  };
}
