import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { AppError } from '#errors';
import { byteWords } from './view-formats.ts';

/**
 * Reads the one file of a multipart form and hands its bytes on as they come.
 *
 * @param keep  takes the stream; what it made of a file that turned out too large is thrown away
 * @throws AppError `server.bad_upload` when there is no file, `server.upload_too_large` beyond the limit
 */
export async function receiveUpload<T>(
  req: IncomingMessage,
  limitBytes: number,
  keep: (bytes: Readable) => Promise<T>,
): Promise<{ readonly name: string; readonly kept: T }> {
  const form = openForm(req, limitBytes);
  let found: Promise<{ name: string; kept: T }> | undefined;
  form.on('file', (_field, stream, { filename }) => {
    if (!filename || found) return stream.resume();
    stream.once('limit', () => stream.destroy(tooLarge(filename, limitBytes)));
    found = keep(stream).then((kept) => ({ name: filename, kept }));
    found.catch(() => req.unpipe(form).resume());
  });
  await new Promise<void>((resolve, reject) => {
    form.once('close', resolve);
    form.once('error', (error) => reject(badUpload(String(error))));
    req.once('aborted', () => reject(badUpload('the connection closed')));
    req.pipe(form);
    form.once('file', () => found?.catch(reject));
  });
  if (!found) throw badUpload('no file');
  return found;
}

function openForm(req: IncomingMessage, limitBytes: number) {
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: { files: 1, fields: 10, fileSize: limitBytes },
    });
  } catch (error) {
    throw badUpload(error instanceof Error ? error.message : String(error));
  }
}

const badUpload = (got: string): AppError =>
  new AppError('server.bad_upload', `Expected a form with one log file, got: ${got}.`, {
    hint: 'choose a file and send the form again',
  });

const tooLarge = (name: string, limitBytes: number): AppError =>
  new AppError('server.upload_too_large', `Expected a log of at most ${byteWords(limitBytes)}, got more in ${name}.`, {
    hint: 'use the command `noncoop classify` for large logs, or raise NONCOOP_UPLOAD_LIMIT_MB; nothing was changed here',
  });
