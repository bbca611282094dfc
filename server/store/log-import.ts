import { setTimeout as breathe } from 'node:timers/promises';
import type { Reading, Rejection, Track } from '#domain';
import { AppError } from '#errors';
import type { Database } from './database.ts';
import type { LogContent, NewLog } from './new-log.ts';
import { RejectionWriter } from './rejection-table.ts';
import { refreshTargetsOfLog } from './target-heads.ts';
import { insertTrack } from './track-table.ts';

/** How a log is read. */
export interface LogImportOptions {
  /** The job that reads it. What an earlier try of this job left is dropped first. */
  readonly jobId?: number;
  /** Called after each short transaction; what it throws ends the reading, and nothing of the log stays. */
  afterBatch?(): Promise<void>;
}

/** Tracks kept in one transaction at most; on the embedded database it takes about 50 ms, in which nothing else runs. */
const tracksPerBatch = 8;
/** States kept in one transaction at most, but for a single track that has more. */
const statesPerBatch = 2000;
/** Pause after each transaction: the embedded database never lets go of the thread by itself, ms. */
const breathMs = 10;
/** Rows dropped by one statement. */
const rowsPerDrop = 500;

/**
 * Reads a log into the store in short transactions, between which pages and other jobs come in. Nothing of it is seen
 * before its row in `logs` is written, which happens last.
 *
 * @returns the id of the log; undefined when a log of the same hash came first
 * @throws AppError `server.import_superseded` when another try of the same job has dropped this one; whatever the
 *   readings and `afterBatch` throw
 */
export async function importIntoStore(
  database: Database,
  log: NewLog,
  content: LogContent,
  { jobId, afterBatch = async () => {} }: LogImportOptions,
): Promise<number | undefined> {
  await dropLeftovers(database, jobId);
  const logId = await noteImport(database, jobId);
  try {
    const told = new RejectionWriter(database, logId);
    let repeatedCount = 0;
    for await (const { tracks, others } of inBatches(content.readings)) {
      for (const { isWarning, rejection } of others) await (isWarning ? told.warn(rejection) : told.reject(rejection));
      for (const track of await insertTracks(database, logId, tracks)) {
        repeatedCount += track.states.length;
        await told.reject(windowTwice(track));
      }
      await afterBatch();
      await breathe(breathMs);
    }
    await told.flush();
    const counts = { repeated: repeatedCount, rejected: told.rejectedCount, ofFiles: content.acceptedCounts() };
    if (await publish(database, logId, log, counts, jobId)) return logId;
    await dropImport(database, logId);
    return undefined;
  } catch (error) {
    await dropImport(database, logId);
    throw error;
  }
}

interface Batch {
  readonly tracks: Track[];
  readonly others: { readonly isWarning: boolean; readonly rejection: Rejection }[];
}

/** Readings gathered to what one short transaction takes. */
async function* inBatches(readings: AsyncIterable<Reading<Track>>): AsyncGenerator<Batch> {
  let batch: Batch = { tracks: [], others: [] };
  let states = 0;
  for await (const reading of readings) {
    if (reading.kind === 'warning') batch.others.push({ isWarning: true, rejection: reading.warning });
    else if (reading.kind === 'rejected') batch.others.push({ isWarning: false, rejection: reading.rejection });
    else {
      batch.tracks.push(reading.value);
      states += reading.value.states.length;
    }
    const isFull = batch.tracks.length >= tracksPerBatch || batch.others.length >= rowsPerDrop;
    if (!isFull && states < statesPerBatch) continue;
    yield batch;
    batch = { tracks: [], others: [] };
    states = 0;
  }
  yield batch;
}

/** Keeps tracks, and gives those back that repeat a window. */
async function insertTracks(database: Database, logId: number, tracks: readonly Track[]): Promise<Track[]> {
  if (tracks.length === 0) return [];
  return database.transaction(async (tx) => {
    const repeated: Track[] = [];
    for (const track of tracks) if (!(await insertTrack(tx, logId, track))) repeated.push(track);
    return repeated;
  });
}

async function noteImport(database: Database, jobId: number | undefined): Promise<number> {
  const [row] = await database.query<{ log_id: number }>(
    `insert into imports (log_id, job_id) values (nextval(pg_get_serial_sequence('logs', 'id'))::int, $1) returning log_id`,
    [jobId ?? null],
  );
  return row!.log_id;
}

interface Counts {
  readonly ofFiles: readonly number[];
  readonly repeated: number;
  readonly rejected: number;
}

/** Makes the log be there; false when one of the same hash is. */
function publish(database: Database, logId: number, log: NewLog, counts: Counts, jobId?: number): Promise<boolean> {
  const acceptedCount = counts.ofFiles.reduce((sum, count) => sum + count, 0) - counts.repeated;
  const { own, format, frame } = log.settings;
  return database.transaction(async (tx) => {
    const [note] = await tx.query('select from imports where log_id = $1 for update', [logId]);
    if (!note) throw superseded(jobId);
    const rows = await tx.query(
      `insert into logs (id, name, sha256, origin, own, format, frame, accepted_count, rejected_count, received_utc, job_id)
       overriding system value values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (sha256) do nothing returning id`,
      [logId, log.name, log.sha256, log.origin, own, format, frame, acceptedCount, counts.rejected, log.receivedUtc,
        jobId ?? null], // biome-ignore format: in the order of the columns
    );
    if (rows.length === 0) return false;
    for (const [index, file] of log.files.entries()) {
      await tx.query(
        `insert into log_files (log_id, number, name, role, sha256, byte_count, accepted_count)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [logId, index + 1, file.name, file.role, file.sha256, file.byteCount, counts.ofFiles[index] ?? 0],
      );
    }
    await refreshTargetsOfLog(tx, logId);
    await tx.query('delete from imports where log_id = $1', [logId]);
    return true;
  });
}

/** Drops what a killed try of this job left, and what is left of jobs that will not go on. */
async function dropLeftovers(database: Database, jobId: number | undefined): Promise<void> {
  const left = await database.query<{ log_id: number }>(
    `select i.log_id from imports i join jobs j on j.id = i.job_id
     where i.job_id = $1 or j.state not in ('queued', 'running')`,
    [jobId ?? null],
  );
  for (const { log_id } of left) await dropImport(database, log_id);
}

/** Drops a log that is not there yet, the note of it last. */
async function dropImport(database: Database, logId: number): Promise<void> {
  for (const table of ['tracks', 'rejections']) {
    let dropped: unknown[];
    do {
      dropped = await database.query(
        `delete from ${table} where id in (select id from ${table} where log_id = $1 limit ${rowsPerDrop})
           and not exists (select from logs where id = $1) returning id`,
        [logId],
      );
    } while (dropped.length > 0);
  }
  await database.query('delete from imports where log_id = $1', [logId]);
}

const superseded = (jobId: number | undefined) =>
  new AppError(
    'server.import_superseded',
    `Expected to be the only one to read the files of job ${jobId}, got another.`,
  );

/** Happens when the reader had to forget a target and the log then repeats it. */
function windowTwice({ targetId, source, states }: Track): Rejection {
  const { line, epochUtcMs } = states[0]!;
  const message = `expected one window of ${targetId} from ${new Date(epochUtcMs).toISOString()}, got a second of ${states.length} rows; the first was kept`;
  return { source, line, code: 'server.window_twice', message };
}
