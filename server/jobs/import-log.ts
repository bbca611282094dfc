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
}

/** Nothing said of the files. */
export const noSettings: LogSettings = { own: null, format: null, frame: null };

/** Files are read in this order, so that without a name the object of the own file is the first. */
const readingOrder: readonly FileRole[] = ['own', 'observations', 'facts'];

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
  { files, settings = noSettings, origin, now }: LogImport,
): Promise<{ readonly log: LogRecord; readonly isNew: boolean }> {
  const inOrder = readingOrder
    .flatMap((role) => files.filter((file) => file.role === role))
    .map(({ kept, ...file }) => ({ ...file, ...kept }));
  const sha256 = uploadHash(inOrder, settings);
  const known = await store.logs.findByHash(sha256);
  if (known) return { log: known, isNew: false };
  const log = await store.logs.insert(
    { name: nameOf(files), sha256, origin, files: inOrder, settings, receivedUtc: now },
    readFiles(inOrder, settings),
  );
  return { log, isNew: true };
}

/** "station.csv", "own.oem and target.oem", "own.oem and 4 more". */
function nameOf(files: readonly ImportFile[]): string {
  const names = files.map(({ name }) => name);
  return names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(' and ');
}
