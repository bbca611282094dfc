import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { AppError } from '#errors';
import { respond } from './respond.ts';
import { notFound, statusOf } from './statuses.ts';

/** Answers for an address that no route knows. */
export function answerNotFound(req: Request, _res: Response, next: NextFunction): void {
  next(notFound(`a page at ${req.path}`));
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
    const told = toTold(error);
    const status = told.status;
    if (status >= 500)
      log(`${requestId} ${req.method} ${req.originalUrl} ${error instanceof Error ? error.stack : error}`);
    const shape = { code: told.code, message: told.message, hint: told.hint, status, requestId };
    res.status(status);
    if (res.locals.format === undefined || res.locals.format === 'csv') res.locals.format = 'html';
    if (res.locals.format === 'json') res.json({ ok: false, ...shape, errors: [] });
    else
      respond(req, res, { view: 'error', title: titleOf(status), section: null, model: { error: shape }, json: shape });
  };
}

function toTold(error: unknown): { status: number; code: string; message: string; hint: string | null } {
  if (error instanceof AppError) {
    return { status: statusOf(error.code), code: error.code, message: error.message, hint: error.hint ?? null };
  }
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { status, code: 'server.bad_query', message: 'Expected a request that can be read.', hint: null };
  }
  const hint = 'the log of the console has the particulars under this request id';
  return { status: 500, code: 'server.unexpected', message: 'Something went wrong inside the console.', hint };
}

const titleOf = (status: number): string =>
  status === 404 ? 'Not found' : status < 500 ? 'This did not work' : 'An error of ours';
