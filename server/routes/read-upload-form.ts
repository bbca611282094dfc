import { localFrameNames, observationFormats } from '#domain';
import { badUpload, type Upload } from '../http/receive-upload.ts';
import { wordedError } from '../http/worded-error.ts';
import type { ImportFile } from '../jobs/import-log.ts';
import type { KeptFile } from '../jobs/log-files.ts';
import type { FileRole, LogSettings } from '../store/log-rows.ts';

/** Fields of the upload form that hold files, by what the files are there for. */
export const fileFields = { log: 'observations', own_file: 'own', facts: 'facts' } as const satisfies Record<
  string,
  FileRole
>;

/** What the upload form asks for. */
export interface UploadForm {
  readonly files: readonly ImportFile[];
  readonly settings: LogSettings;
}

/**
 * Reads the upload form.
 *
 * @throws AppError `server.bad_upload` without a file of observations or with a file in a field of another name,
 *   `server.upload_too_large`, `server.bad_query` for a format or frame that is none
 */
export function readUploadForm({ files, fields, fault }: Upload<KeptFile>): UploadForm {
  if (fault) throw fault;
  const form = {
    files: files.map(({ field, name, kept }) => ({ name, kept, role: roleOf(field) })),
    settings: {
      own: fields.get('own') ?? null,
      format: choiceOf('format', fields.get('format'), observationFormats),
      frame: choiceOf('frame', fields.get('frame'), localFrameNames),
    },
  };
  if (!form.files.some(({ role }) => role === 'observations')) throw badUpload('error.badForm.noFile');
  return form;
}

function roleOf(field: string): FileRole {
  if (Object.hasOwn(fileFields, field)) return fileFields[field as keyof typeof fileFields];
  throw badUpload('error.badForm.field', { field, fields: Object.keys(fileFields).join(', ') });
}

function choiceOf(name: string, value: string | undefined, choices: readonly string[]): string | null {
  if (value === undefined) return null;
  if (choices.includes(value)) return value;
  throw wordedError('server.bad_query', {
    message: 'error.badChoice',
    hint: 'error.badChoice.field',
    values: { name, choices: choices.join(', '), value },
  });
}
