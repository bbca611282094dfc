import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import busboy from 'busboy';
import type { AppError } from '#errors';
import { byteWords } from './view-formats.ts';
import { wordedError } from './worded-error.ts';
import type { MessageKey, Values } from './words.ts';

/** Files of one form; more are a mistake, or better sent in one archive to a command. */
export const mostFiles = 50;

/** Longest name of a file that is kept, characters; the names of downloads stand in a header. */
const longestName = 200;

/** A file of a form. */
export interface UploadedFile<T> {
  /** Field it came in. */
  readonly field: string;
  readonly name: string;
  /** What was made of its bytes. */
  readonly kept: T;
}

/** A form with files. */
export interface Upload<T> {
  readonly files: readonly UploadedFile<T>[];
  /** Text fields, trimmed; those that were left empty are not here. */
  readonly fields: ReadonlyMap<string, string>;
  /** What is wrong with the form, if something is; the fields are there all the same. */
  readonly fault: AppError | undefined;
}

/**
 * Reads a multipart form to its end and hands the bytes of its files on as they come.
 *
 * @param limitBytes  of all files together; what lies beyond is read and thrown away
 * @param keep  takes the stream of a file; it breaks off with an error in a file that is too large
 * @throws AppError `server.bad_upload` when it is no form, or ends before its end
 */
export async function receiveUpload<T>(
  req: IncomingMessage,
  limitBytes: number,
  keep: (bytes: Readable) => Promise<T>,
): Promise<Upload<T>> {
  const form = openForm(req);
  const fields = new Map<string, string>();
  const files: Promise<UploadedFile<T>>[] = [];
  let fault: AppError | undefined;
  let byteCount = 0;

  async function* limited(name: string, stream: Readable): AsyncGenerator<Buffer> {
    let isCut = false;
    for await (const chunk of stream) {
      byteCount += chunk.length;
      if (byteCount <= limitBytes) yield chunk;
      else isCut = true;
    }
    if (!isCut) return;
    fault ??= tooLarge(name, limitBytes);
    throw fault;
  }
  form.on('field', (field, value) => {
    if (value.trim() !== '') fields.set(field, value.trim());
  });
  form.on('filesLimit', () => {
    fault ??= badUpload('error.badForm.tooMany', { most: mostFiles });
  });
  await new Promise<void>((resolve, reject) => {
    form.on('file', (field, stream, { filename }) => {
      if (!filename) return stream.resume();
      const name = filename.slice(-longestName);
      const file = keep(Readable.from(limited(name, stream))).then((kept) => ({ field, name, kept }));
      files.push(file);
      file.catch((error: unknown) => {
        if (error === fault) return;
        req.unpipe(form).resume();
        reject(error);
      });
    });
    form.once('close', resolve);
    form.once('error', (error) => reject(badUpload('error.badForm', { got: String(error) })));
    req.once('aborted', () => {
      const broken = badUpload('error.badForm.closed');
      form.destroy(broken);
      reject(broken);
    });
    req.pipe(form);
  });
  const settled = await Promise.allSettled(files);
  return { files: settled.flatMap((file) => (file.status === 'fulfilled' ? [file.value] : [])), fields, fault };
}

function openForm(req: IncomingMessage) {
  try {
    const limits = { files: mostFiles, fields: 10, parts: 70, fieldNameSize: 100, fieldSize: 2000, headerPairs: 20 };
    return busboy({ headers: req.headers, defParamCharset: 'utf8', limits });
  } catch (error) {
    throw badUpload('error.badForm', { got: error instanceof Error ? error.message : String(error) });
  }
}

/** The error for a form that is not what the page sends. */
export const badUpload = (message: MessageKey, values: Values = {}): AppError =>
  wordedError('server.bad_upload', { message, values, hint: 'error.badForm.hint' });

const tooLarge = (name: string, limitBytes: number): AppError =>
  wordedError('server.upload_too_large', {
    message: 'error.tooLarge',
    hint: 'error.tooLarge.hint',
    values: { limit: byteWords(limitBytes), name },
  });
