import { createHash } from 'node:crypto';
import type { Answer } from '../assess/assessment-of.ts';
import type { Question } from '../assess/question.ts';
import type { Database } from './database.ts';

/** Questions that a process has taken. */
export interface TakenShard {
  readonly questions: readonly Question[];
  /** Of the questions, so that answers to others do not count. */
  readonly sha256: string;
  readonly isAnswered: boolean;
}

/** A shard that some process has taken, as the one who waits for it sees it. */
export interface SeenShard {
  readonly firstTarget: number;
  readonly worker: string;
  /** Null until they are there. */
  readonly answers: readonly Answer[] | null;
}

/** Questions of distributed runs, each shard under its job and the place of its first target in the stream. */
export interface ShardTable {
  /** Keeps questions; false when the same ones are there already, perhaps with answers. Others at their place make way. */
  put(jobId: number, firstTarget: number, questions: readonly Question[]): Promise<boolean>;
  /** Notes who works on it; undefined when nobody waits for it any more. */
  take(jobId: number, firstTarget: number, worker: string): Promise<TakenShard | undefined>;
  /** Keeps answers, unless there are some, or the questions are others by now. */
  answer(jobId: number, firstTarget: number, sha256: string, answers: readonly Answer[]): Promise<void>;
  /** Those among some that a process has taken. */
  look(jobId: number, firstTargets: readonly number[]): Promise<SeenShard[]>;
  /** First targets of those without answers, in order. */
  unanswered(jobId: number): Promise<number[]>;
  /** Forgets those before a target. */
  release(jobId: number, nextTarget: number): Promise<void>;
  count(jobId: number): Promise<number>;
}

/** Builds the table on a database, or on a transaction of one. */
export function shardTable(database: Database): ShardTable {
  return {
    async put(jobId, firstTarget, questions) {
      const text = JSON.stringify(questions);
      const sha256 = createHash('sha256').update(text).digest('hex');
      const rows = await database.query(
        `insert into shards (job_id, first_target, questions, questions_sha256) values ($1, $2, $3::json, $4)
         on conflict (job_id, first_target) do update
           set questions = excluded.questions, questions_sha256 = excluded.questions_sha256, worker = null, answers = null
           where shards.questions_sha256 <> excluded.questions_sha256
         returning first_target`,
        [jobId, firstTarget, text, sha256],
      );
      return rows.length > 0;
    },
    async take(jobId, firstTarget, worker) {
      const [row] = await database.query<TakenShard>(
        `update shards set worker = case when answers is null then $3 else worker end
         where job_id = $1 and first_target = $2
         returning questions, questions_sha256 as sha256, answers is not null as "isAnswered"`,
        [jobId, firstTarget, worker],
      );
      return row;
    },
    async answer(jobId, firstTarget, sha256, answers) {
      await database.query(
        `update shards set answers = $4::json
         where job_id = $1 and first_target = $2 and questions_sha256 = $3 and answers is null`,
        [jobId, firstTarget, sha256, JSON.stringify(answers)],
      );
    },
    look: (jobId, firstTargets) =>
      database.query<SeenShard>(
        `select first_target as "firstTarget", worker, answers from shards
         where job_id = $1 and first_target = any($2::bigint[]) and worker is not null`,
        [jobId, [...firstTargets]],
      ),
    async unanswered(jobId) {
      const rows = await database.query<{ firstTarget: number }>(
        `select first_target as "firstTarget" from shards where job_id = $1 and answers is null order by first_target`,
        [jobId],
      );
      return rows.map(({ firstTarget }) => firstTarget);
    },
    async release(jobId, nextTarget) {
      await database.query('delete from shards where job_id = $1 and first_target < $2', [jobId, nextTarget]);
    },
    async count(jobId) {
      const [row] = await database.query<{ count: number }>(
        'select count(*)::int as count from shards where job_id = $1',
        [jobId],
      );
      return row!.count;
    },
  };
}
