import type { Reading, Track } from '#domain';
import type { FileRole, LogOrigin, LogSettings } from './log-rows.ts';

/** A file of a log that is to be kept. */
export interface NewLogFile {
  readonly name: string;
  readonly role: FileRole;
  readonly sha256: string;
  readonly byteCount: number;
}

/** A log that is to be kept. */
export interface NewLog {
  readonly name: string;
  /** Of the files and the settings. */
  readonly sha256: string;
  readonly origin: LogOrigin;
  /** At least one, in the order in which they are read. */
  readonly files: readonly NewLogFile[];
  readonly settings: LogSettings;
  readonly receivedUtc: Date;
}

/** What the files of a log hold. */
export interface LogContent {
  readonly readings: AsyncIterable<Reading<Track>>;
  /** Records taken of each file; asked once the readings have ended. */
  acceptedCounts(): readonly number[];
}
