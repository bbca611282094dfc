import { Type } from 'typebox';
import type { Rejection } from '#domain';
import type { LogFile, LogRecord, WarningGroup } from '../../store/log-rows.ts';
import { described } from '../described.ts';
import { count, instant, list, named, number, oneOf, orNull, record, sha256, text } from '../fields.ts';

/** What a file of an upload is there for. */
export const fileRoles = ['observations', 'own', 'facts'] as const satisfies readonly LogFile['role'][];

/** A file of a log. */
export const LogFileSchema = described<LogFile>()(
  named(
    'LogFile',
    record(
      {
        number: number('Place among the files, the order in which they are read.'),
        name: text('As it came.'),
        role: oneOf(fileRoles, 'What it is there for.'),
        sha256: sha256('Of its bytes.'),
        byteCount: count('Bytes.'),
        acceptedCount: count('Records that were taken.'),
      },
      'A file of a log, kept as it came.',
    ),
  ),
);

/** A log. */
export const LogSchema = described<LogRecord>()(
  named(
    'Log',
    record(
      {
        id: number('Number of the log.'),
        name: text('Names of its files.'),
        sha256: sha256('Of the files and what was said of them.'),
        byteCount: count('Bytes of all files.'),
        origin: oneOf(['sample', 'upload'], 'Shipped with the program, or uploaded.'),
        files: list(LogFileSchema, 'Its files.'),
        settings: record(
          {
            own: orNull(text('The own spacecraft: catalog number, designator or name.')),
            format: orNull(text('Format of the files.')),
            frame: orNull(text('Frame of relative states that name none.')),
          },
          'What the uploader said of the files; null where nothing was said.',
        ),
        acceptedCount: count('Records that were taken.'),
        rejectedCount: count('Records that were refused.'),
        targetCount: count('Targets in it.'),
        assessedCount: count('Those of them that were assessed.'),
        receivedUtc: instant('When it came.'),
        jobId: orNull(number('Job that read it; null when there was none.')),
      },
      'What one upload brought.',
    ),
  ),
);

/** A record that was refused, or an oddity of one that was not. */
export const RejectionSchema = described<Rejection>()(
  named(
    'Rejection',
    record(
      {
        source: text('File it is in.'),
        // A warning about a file as a whole has no line.
        line: Type.Integer({
          minimum: 0,
          description: 'Line it begins on, counted from 1; 0 for the file as a whole.',
        }),
        code: text('Code of the error, see docs/errors.md.'),
        message: text('What was expected, and what was got.'),
      },
      'A record that was refused, and why; as a warning, an oddity that cost nothing.',
    ),
  ),
);

/** Warnings of one kind. */
export const WarningGroupSchema = described<WarningGroup>()(
  record({
    code: text('Code of the warning.'),
    count: count('How many there are.'),
    first: list(RejectionSchema, 'The first of them in the order of the files.'),
  }),
);
