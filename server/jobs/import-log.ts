import { createReadStream } from 'node:fs';
import { readRelativeStateLog } from '#domain';
import { AppError } from '#errors';
import type { KeptFile } from './log-files.ts';
import type { LogOrigin, LogRecord } from '../store/log-rows.ts';
import type { Store } from '../store/open-store.ts';

/** A log file to take in. */
export interface LogImport {
  /** Name the file came with; its ending tells the format. */
  readonly name: string;
  readonly file: KeptFile;
  readonly origin: LogOrigin;
  readonly now: Date;
}

/**
 * Reads a kept log file into the store: its tracks and, line by line, what was refused.
 * The same bytes are taken once; a second time gives the log that is there.
 *
 * @throws AppError `server.nothing_accepted` when not one record could be read and not one was told apart to be refused
 */
export async function importLog(
  store: Store,
  { name, file, origin, now }: LogImport,
): Promise<{ readonly log: LogRecord; readonly isNew: boolean }> {
  const known = await store.logs.findByHash(file.sha256);
  if (known) return { log: known, isNew: false };
  const { tracks, rejected, acceptedCount } = await readRelativeStateLog(createReadStream(file.path), name);
  if (acceptedCount === 0 && rejected.length === 0) {
    throw new AppError('server.nothing_accepted', `Expected records in ${name}, got none in ${file.byteCount} bytes.`, {
      hint: 'a log has one relative state per line, as CSV with a header or as JSON lines; see About for the fields',
    });
  }
  const log = await store.logs.insert({
    name,
    sha256: file.sha256,
    byteCount: file.byteCount,
    origin,
    receivedUtc: now,
    acceptedCount,
    tracks,
    rejected,
  });
  return { log, isNew: true };
}
