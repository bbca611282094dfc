import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { AppError } from '#errors';
import { wordsOf } from './language.ts';
import { respond } from './respond.ts';
import { notFound, statusOf } from './statuses.ts';
import { type ToldError, tellError } from './worded-error.ts';
import type { Words } from './words.ts';

/** Answers for an address that no route knows. */
export function answerNotFound(req: Request, _res: Response, next: NextFunction): void {
  next(notFound('error.noPage', { path: req.path }));
}

/**
 * Turns any error into a page, or its JSON twin, of one shape: code, message, hint, status, request id.
 * A fault of our own shows no particulars; they go to the log with the request id.
 */
export function answerError(log: (line: string) => void) {
  return (error: unknown, req: Request, res: Response, next: NextFunction): void => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const requestId = randomUUID();
    const words = wordsOf(res);
    const { status, code, message, hint, isEnglish } = toTold(error, words);
    if (status >= 500)
      log(`${requestId} ${req.method} ${req.originalUrl} ${error instanceof Error ? error.stack : error}`);
    const shape = { code, message, hint, status, requestId };
    res.status(status);
    if (res.locals.format !== 'json') res.locals.format = 'html';
    if (res.locals.format === 'json') res.json({ ok: false, ...shape, errors: [] });
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

function toTold(error: unknown, words: Words): ToldError & { readonly status: number; readonly code: string } {
  if (error instanceof AppError) {
    return { status: statusOf(error.code), code: error.code, ...tellError(error, words) };
  }
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const message = words.t('error.unreadableRequest');
    return { status, code: 'server.bad_query', message, hint: null, isEnglish: false };
  }
  const [message, hint] = [words.t('error.unexpected'), words.t('error.unexpected.hint')];
  return { status: 500, code: 'server.unexpected', message, hint, isEnglish: false };
}

const titleOf = (status: number, words: Words): string =>
  words.t(status === 404 ? 'error.title.notFound' : status < 500 ? 'error.title.theirs' : 'error.title.ours');
