import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { AppError } from '#errors';
import { wordsOf } from './language.ts';
import { type Format, isAnswerable, respond } from './respond.ts';
import { methodsAt } from './route-list.ts';
import { notFound, statusOf } from './statuses.ts';
import { type ToldError, tellError, wordedError } from './worded-error.ts';
import type { Words } from './words.ts';

/**
 * Answers for what no route takes: an address that is none, or a verb that is not for it; the header Allow names those
 * that are.
 */
export function answerNotFound(req: Request, res: Response, next: NextFunction): void {
  const { path, method } = req;
  const methods = methodsAt(req.app, path);
  if (methods.length > 0) res.set('allow', methods.join(', '));
  if (methods.length === 0) next(notFound('error.noPage', { path }));
  else next(notForMethod({ path, method, methods: methods.join(', ') }));
}

const notForMethod = (values: { readonly path: string; readonly method: string; readonly methods: string }) =>
  wordedError('server.method_not_allowed', { message: 'error.badMethod', hint: 'error.badMethod.hint', values });

/**
 * Turns any error into a page, or its JSON twin, of one shape: code, message, hint, status, request id.
 * A fault of our own shows no particulars; they go to the log with the request id.
 */
export function answerError(log: (line: string) => void) {
  return (error: unknown, req: Request, res: Response, next: NextFunction): void => {
    if (!isAnswerable(res)) {
      next(error);
      return;
    }
    const requestId = randomUUID();
    const words = wordsOf(res);
    const { status, code, message, hint, isEnglish, faults } = toTold(error, words);
    if (status >= 500)
      log(`${requestId} ${req.method} ${req.originalUrl} ${error instanceof Error ? error.stack : error}`);
    const shape = { code, message, hint, status, requestId };
    res.status(status);
    res.locals.format = errorFormat(req, res.locals.format as Format);
    if (res.locals.format === 'json') res.json({ ok: false, ...shape, errors: faults });
    else
      respond(req, res, {
        view: 'error',
        title: titleOf(status, words),
        section: null,
        model: { error: { ...shape, isEnglish } },
        json: shape,
      });
  };
}

/** Errors of tables are told to programs as JSON and to browsers as a page. */
function errorFormat(req: Request, format: Format): Format {
  if (format === 'json' || format === 'html') return format;
  return req.accepts(['json', 'html']) === 'html' ? 'html' : 'json';
}

function toTold(error: unknown, words: Words): ToldError & { readonly status: number; readonly code: string } {
  if (error instanceof AppError) {
    return { status: statusOf(error.code), code: error.code, ...tellError(error, words) };
  }
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const message = words.t('error.unreadableRequest');
    return { status, code: 'server.bad_query', message, hint: null, isEnglish: false, faults: [] };
  }
  const [message, hint] = [words.t('error.unexpected'), words.t('error.unexpected.hint')];
  return { status: 500, code: 'server.unexpected', message, hint, isEnglish: false, faults: [] };
}

const titleOf = (status: number, words: Words): string =>
  words.t(status === 404 ? 'error.title.notFound' : status < 500 ? 'error.title.theirs' : 'error.title.ours');
