import type { Reading, Track } from '#domain';
import type { FileRole, LogOrigin, LogRecord, LogSettings } from '../store/log-rows.ts';
import type { Store } from '../store/open-store.ts';
import type { KeptFile } from './log-files.ts';
import { readFiles } from './read-files.ts';
import { uploadHash } from './upload-hash.ts';

/** A file to take in. */
export interface ImportFile {
  /** Name the file came with. */
  readonly name: string;
  readonly role: FileRole;
  readonly kept: KeptFile;
}

/** What one upload brings. */
export interface LogImport {
  /** At least one of them observations. */
  readonly files: readonly ImportFile[];
  readonly settings?: LogSettings;
  readonly origin: LogOrigin;
  readonly now: Date;
  /** The job that reads it. */
  readonly jobId?: number;
  /** Takes the number of bytes of each chunk that was read. */
  onBytes?(count: number): void;
  /** Called after each record or target; what it throws ends the reading, and nothing of the log stays. */
  afterReading?(): void;
  /** Called whenever some of it was kept. */
  afterBatch?(): Promise<void>;
}

/** Nothing said of the files. */
export const noSettings: LogSettings = { own: null, format: null, frame: null };

/** Files are read in this order, so that without a name the object of the own file is the first. */
const readingOrder: readonly FileRole[] = ['own', 'observations', 'facts'];

const inReadingOrder = <T extends { readonly role: FileRole }>(files: readonly T[]): T[] =>
  readingOrder.flatMap((role) => files.filter((file) => file.role === role));

/** What an import is known by, see upload-hash.ts. */
export const hashOfImport = ({
  files,
  settings,
}: {
  readonly files: readonly { readonly role: FileRole; readonly sha256: string }[];
  readonly settings: LogSettings;
}): string => uploadHash(inReadingOrder(files), settings);

/**
 * Reads kept files of any format into the store as one log: the tracks of its targets and, record by record, what was
 * refused, as they are read. The same files with the same settings are taken once; a second time gives the log that is
 * there.
 *
 * @throws AppError those of the readers when a file as a whole is none of its format; `domain.own_unknown`,
 *   `domain.no_pair` and `domain.bad_facts` when the files cannot be put together
 */
export async function importLog(
  store: Store,
  { files, settings = noSettings, origin, now, jobId, onBytes, afterReading, afterBatch }: LogImport,
): Promise<{ readonly log: LogRecord; readonly isNew: boolean }> {
  const inOrder = inReadingOrder(files).map(({ kept, ...file }) => ({ ...file, ...kept }));
  const sha256 = hashOfImport({ files: inOrder, settings });
  const known = await store.logs.findByHash(sha256);
  if (known) return { log: known, isNew: false };
  const { readings, acceptedCounts } = readFiles(inOrder, settings, onBytes);
  const log = await store.logs.insert(
    { name: nameOfImport(files), sha256, origin, files: inOrder, settings, receivedUtc: now },
    { readings: afterReading ? callingAfter(readings, afterReading) : readings, acceptedCounts },
    { ...(jobId === undefined ? {} : { jobId }), ...(afterBatch ? { afterBatch } : {}) },
  );
  return { log, isNew: log.jobId === (jobId ?? null) };
}

async function* callingAfter(
  readings: AsyncIterable<Reading<Track>>,
  after: () => void,
): AsyncGenerator<Reading<Track>> {
  for await (const reading of readings) {
    yield reading;
    after();
  }
}

/** "station.csv", "own.oem and target.oem", "own.oem and 4 more". */
export function nameOfImport(files: readonly { readonly name: string }[]): string {
  const names = files.map(({ name }) => name);
  return names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(' and ');
}
