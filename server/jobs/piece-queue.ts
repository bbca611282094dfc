import PgBoss from 'pg-boss';
import type { Database } from '../store/database.ts';
import { bossDatabase } from './boss-database.ts';

/** A piece of a job as it is queued. */
export interface NewPiece {
  readonly kind: string;
  readonly jobId: number;
  /** What to work on; null to begin the job. */
  readonly part: object | null;
  /** Higher ones are taken first; parts of one job are numbered downwards, so that jobs take turns. @default 0 */
  readonly priority?: number;
}

/** A piece that this process has taken. */
export interface TakenPiece extends NewPiece {
  readonly id: string;
  readonly priority: number;
  /** Times it was taken before, by processes that did not finish it. */
  readonly retryCount: number;
  /** Whether it is not given to anybody again when this try breaks off. */
  readonly isLastTry: boolean;
}

/** The pieces that are to do, in pg-boss. Where a database is asked for, a transaction is meant. */
export interface PieceQueue {
  send(pieces: readonly NewPiece[], database: Database): Promise<void>;
  /** Takes the next piece of a kind; undefined when there is none, or no connection. */
  take(kind: string): Promise<TakenPiece | undefined>;
  /** Says that this process still works on a piece; false when it was given to another, or taken off. */
  keep(piece: TakenPiece): Promise<boolean>;
  /** Takes a finished piece off; false when it was not this process's any more, and then nothing of it counts. */
  complete(piece: TakenPiece, database: Database): Promise<boolean>;
  /** Gives a piece back, to be taken again after a pause. */
  giveBack(piece: TakenPiece, reason: unknown): Promise<void>;
  /** Pieces of a job that wait or are in hand somewhere. */
  openCount(kind: string, jobId: number, database: Database): Promise<number>;
  /** Takes the pieces of a job off that wait, or those in hand too. */
  takeOff(kind: string, jobId: number, which: 'waiting' | 'all', database: Database): Promise<void>;
  /** Whether any piece of these kinds waits or is in hand. */
  isBusy(kinds: readonly string[]): Promise<boolean>;
  close(): Promise<void>;
}

/** Queue of pieces that no process came to an end with. */
export const lostQueue = 'lost';

const schema = 'pgboss';
/** Number of the lock that is held while queues are made: two processes may start on one database at once. */
const queueLock = 5_272;
/** How often a piece is taken again, and after what pause. */
const retries = { retryLimit: 5, retryDelay: 1 };
/** Pieces may wait long where nobody can work them. */
const yearMinutes = 365 * 24 * 60;

/** How a queue is opened. */
export interface PieceQueueOptions {
  readonly database: Database;
  /** Whether this process is the only one; then pieces that are in hand at the start are nobody's. */
  readonly isEmbedded: boolean;
  readonly kinds: readonly string[];
  /** A piece that nobody has said to be working on for so long is given to another, s. */
  readonly expiryS: number;
  /** Takes an error of the maintenance that runs beside. */
  onError(error: Error): void;
}

/** Makes the queues where they are missing, and opens them. */
export async function openPieceQueue(options: PieceQueueOptions): Promise<PieceQueue> {
  const { database, isEmbedded, kinds, expiryS, onError } = options;
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [queueLock]);
    await makeQueues(tx, kinds, expiryS);
  });
  const boss = new PgBoss({
    db: bossDatabase(database),
    schema,
    schedule: false,
    maintenanceIntervalSeconds: Math.max(1, Math.round(expiryS / 4)),
    archiveCompletedAfterSeconds: 3600,
    deleteAfterDays: 1,
  });
  boss.on('error', onError);
  await boss.start();
  if (isEmbedded) await giveAllBack(boss, database, kinds);
  return queueOn(boss, options);
}

/** With a pg-boss that lives for the time of one transaction, because making a queue takes no other database. */
async function makeQueues(tx: Database, kinds: readonly string[], expireInSeconds: number): Promise<void> {
  const boss = new PgBoss({ db: bossDatabase(tx), schema, schedule: false, supervise: false });
  await boss.start();
  await boss.createQueue(lostQueue, { name: lostQueue, ...retries, expireInSeconds });
  for (const name of kinds) await boss.createQueue(name, { name, ...retries, expireInSeconds, deadLetter: lostQueue });
  await boss.stop({ graceful: false });
}

/** Gives back what a killed process had in hand. */
async function giveAllBack(boss: PgBoss, database: Database, kinds: readonly string[]): Promise<void> {
  const active = await database.query<{ name: string; id: string }>(
    `select name, id from ${schema}.job where state = 'active' and name = any($1::text[])`,
    [[...kinds, lostQueue]],
  );
  for (const { name, id } of active) await boss.fail(name, id, { message: 'the process ended' });
  await database.query(`update ${schema}.job set start_after = now() - interval '1s' where state = 'retry'`);
}

type Payload = Pick<NewPiece, 'jobId' | 'part'>;

/** What pg-boss answers, which its types leave out. */
interface Affected {
  readonly affected: number;
}

function queueOn(boss: PgBoss, { database, expiryS: expireInSeconds }: PieceQueueOptions): PieceQueue {
  const open = `state < 'completed'`;
  return {
    async send(pieces, tx) {
      const rows = pieces.map(({ kind: name, jobId, part, priority = 0 }) => ({
        name,
        data: { jobId, part } satisfies Payload,
        priority,
        expireInSeconds,
        keepUntil: new Date(Date.now() + yearMinutes * 60_000),
      }));
      if (rows.length > 0) await boss.insert(rows, { db: bossDatabase(tx) });
    },
    async take(kind) {
      const [taken] = await boss.fetch<Payload>(kind, { includeMetadata: true });
      if (!taken) return undefined;
      const { id, data, priority, retryCount, retryLimit } = taken;
      return { id, kind, ...data, priority, retryCount, isLastTry: retryCount >= retryLimit };
    },
    async keep({ kind, id }) {
      const rows = await database.query(
        `update ${schema}.job set started_on = now() where name = $1 and id = $2 and state = 'active' returning id`,
        [kind, id],
      );
      return rows.length > 0;
    },
    async complete({ kind, id }, tx) {
      const answer: unknown = await boss.complete(kind, id, {}, { db: bossDatabase(tx) });
      return (answer as Affected).affected > 0;
    },
    giveBack: ({ kind, id }, reason) => boss.fail(kind, id, { message: String(reason) }),
    async openCount(kind, jobId, tx) {
      const [row] = await tx.query<{ count: number }>(
        `select count(*)::int as count from ${schema}.job
         where name = $1 and (data ->> 'jobId')::int = $2 and ${open}`,
        [kind, jobId],
      );
      return row!.count;
    },
    async takeOff(kind, jobId, which, tx) {
      const rows = await tx.query<{ id: string }>(
        `select id from ${schema}.job where name = $1 and (data ->> 'jobId')::int = $2
           and state < '${which === 'all' ? 'completed' : 'active'}' for update`,
        [kind, jobId],
      );
      const ids = rows.map(({ id }) => id);
      if (ids.length > 0) await boss.cancel(kind, ids, { db: bossDatabase(tx) });
    },
    async isBusy(kinds) {
      const rows = await database.query(`select from ${schema}.job where name = any($1::text[]) and ${open} limit 1`, [
        [...kinds],
      ]);
      return rows.length > 0;
    },
    close: () => boss.stop({ graceful: false }),
  };
}
