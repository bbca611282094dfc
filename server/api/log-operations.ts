import { Type } from 'typebox';
import { localFrameNames, observationFormats } from '#domain';
import { answer, table } from './envelope.ts';
import { count, href, list, maybe, named, number, oneOf, record, text } from './fields.ts';
import { changeAnswers, type Operations, pageAnswer } from './operation.ts';
import { JobSchema } from './schemas/job.ts';
import { LogSchema, RejectionSchema, WarningGroupSchema } from './schemas/log.ts';
import { TargetSummarySchema } from './schemas/target.ts';

const id = { id: number('Number of the log.') };
const missing = { errors: ['server.not_found'] } as const;

const files = (meaning: string) =>
  Type.Array(Type.String({ contentMediaType: 'application/octet-stream', description: 'A file.' }), {
    description: meaning,
  });

const uploadForm = record({
  log: files('Files of observations, one or more.'),
  own_file: maybe(files('File of the own spacecraft alone.')),
  facts: maybe(files('CSV of facts about targets.')),
  own: maybe(text('Own spacecraft: catalog number, designator or name.')),
  format: maybe(oneOf(observationFormats, 'Format of the files; found by their content without.')),
  frame: maybe(oneOf(localFrameNames, 'Frame of relative states that name none.')),
});

const Kind = named(
  'ObservationKind',
  record(
    {
      title: text('What it is called.'),
      what: text('What one file holds.'),
      becomes: text('What it becomes.'),
      standard: text('By what standard.'),
      formats: list(
        record({ format: oneOf(observationFormats, 'Name of the format.'), title: text('What it is called.') }),
        'The ways it may be written.',
      ),
    },
    'A kind of file the upload takes.',
  ),
);

const uploads: Operations = {
  'GET /upload': {
    id: 'readUploadForm',
    tag: 'logs',
    summary: 'What an upload may hold',
    answers: pageAnswer('The form.', {
      json: answer('upload', {
        post: href('Where it is sent.'),
        fields: record(
          {
            log: text('What the field holds.'),
            own: text('What the field holds.'),
            own_file: text('What the field holds.'),
            facts: text('What the field holds.'),
            format: list(text('A format.'), 'Formats that may be named.'),
            frame: list(text('A frame.'), 'Frames that may be named.'),
          },
          'The fields.',
        ),
        limitBytes: count('Bytes of all files together.'),
      }),
    }),
  },
  'POST /upload': {
    id: 'uploadLog',
    tag: 'logs',
    summary: 'Takes files of observations in, to be read and classified by jobs',
    details: 'Follow the job: its result names the log. Files that were here before lead to the log that is there.',
    upload: uploadForm,
    answers: changeAnswers(202, {
      meaning: 'The files are kept and a job will read them.',
      json: answer('upload', { job: href('Address of the job.') }),
      location: 'The job.',
    }),
    errors: ['server.upload_too_large'],
  },
  'GET /formats': {
    id: 'listFormats',
    tag: 'logs',
    summary: 'Every format that is read',
    answers: pageAnswer('The formats.', {
      json: answer('formats', { rows: list(Kind, 'Kinds of files.') }),
    }),
  },
};

/** `/logs`, `/upload` and `/formats`. */
export const logOperations: Operations = {
  'GET /logs': {
    id: 'listLogs',
    tag: 'logs',
    summary: 'Every log, newest first',
    answers: pageAnswer('The logs.', {
      json: table('logs', LogSchema),
      csv: {
        log: 'number of the log',
        name: 'names of its files',
        origin: 'sample or upload',
        received_utc: 'when it came',
        files: 'how many',
        own: 'own spacecraft as the uploader named it',
        bytes: 'of all files',
        sha256: 'of the files and what was said of them',
        accepted: 'records that were taken',
        rejected: 'records that were refused',
        targets: 'how many',
        assessed: 'how many of them',
      },
    }),
  },
  'GET /logs/:id': {
    ...missing,
    id: 'readLog',
    tag: 'logs',
    summary: 'A log: files, refused records, targets, jobs',
    path: id,
    query: { known: oneOf(['1'], 'Whether the page says that the files were here before.') },
    answers: pageAnswer('The log.', {
      json: answer('log', {
        ...LogSchema.properties,
        jobs: list(JobSchema, 'Jobs about it, newest first.'),
        rejected: list(RejectionSchema, 'Every record that was refused.'),
        warnings: list(WarningGroupSchema, 'Oddities of records that were taken, by kind.'),
        targets: list(TargetSummarySchema, 'The first 200 targets in it.'),
      }),
      csv: {
        line: 'where the record begins',
        code: 'code of the error',
        message: 'what was expected, and what was got',
        file: 'file it is in',
        kind: 'rejected or warning',
      },
    }),
  },
  'GET /logs/:id/file': {
    ...missing,
    id: 'findFirstFile',
    tag: 'logs',
    summary: 'The first file of a log',
    path: id,
    answers: { 302: { meaning: 'Its address.', location: 'The file.' } },
  },
  'GET /logs/:id/files/:number': {
    ...missing,
    id: 'downloadFile',
    tag: 'logs',
    summary: 'A file of a log as it came',
    path: { ...id, number: number('Place of the file in the log.') },
    answers: { 200: { meaning: 'The file.', bytes: 'Its bytes.' } },
  },
  ...uploads,
};
