import { createReadStream } from 'node:fs';
import { readRelativeStates } from '#domain';
import type { LogOrigin, LogRecord } from '../store/log-rows.ts';
import type { Store } from '../store/open-store.ts';
import type { KeptFile } from './log-files.ts';

/** A log file to take in. */
export interface LogImport {
  /** Name the file came with. */
  readonly name: string;
  readonly file: KeptFile;
  readonly origin: LogOrigin;
  readonly now: Date;
}

/**
 * Reads a kept log file into the store: its tracks and, line by line, what was refused, as they are read.
 * The same bytes are taken once; a second time gives the log that is there.
 *
 * @throws AppError `domain.empty_log`, `domain.binary_log` or `domain.no_header` when the file as a whole is no log
 */
export async function importLog(
  store: Store,
  { name, file, origin, now }: LogImport,
): Promise<{ readonly log: LogRecord; readonly isNew: boolean }> {
  const known = await store.logs.findByHash(file.sha256);
  if (known) return { log: known, isNew: false };
  const readings = readRelativeStates(createReadStream(file.path), name);
  const log = await store.logs.insert(
    { name, sha256: file.sha256, byteCount: file.byteCount, origin, receivedUtc: now },
    readings,
  );
  return { log, isNew: true };
}
