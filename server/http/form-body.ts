import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { wordedError } from './worded-error.ts';

/** Largest form without files, bytes: a note of 4000 Chinese characters is 36 kB when each byte is escaped. */
const limit = '64kb';

/** Fields of one form. */
const parameterLimit = 30;

/**
 * Reads a form, as a page sends it or as one flat JSON object; compressed bodies are refused. The fields are then read
 * with {@link formField}.
 */
export const formBody: RequestHandler[] = [
  express.urlencoded({ extended: false, limit, parameterLimit, inflate: false }),
  express.json({ limit, inflate: false }),
  requireFlat,
];

/** A form is one level deep: every value is text. */
function requireFlat(req: Request, _res: Response, next: NextFunction): void {
  const body: unknown = req.body ?? {};
  const isForm = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (isForm && Object.values(body).every((value) => typeof value === 'string')) next();
  else next(wordedError('server.bad_form', { message: 'error.notFlat' }));
}

/** A field of a form as it was sent; undefined when it was not. */
export function formField(req: Request, name: string): string | undefined {
  const body = (req.body ?? {}) as Readonly<Record<string, unknown>>;
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/**
 * A field that has to be there.
 *
 * @throws AppError `server.bad_form`
 */
export function requiredField(req: Request, name: string): string {
  const value = formField(req, name);
  if (value !== undefined && value !== '') return value;
  throw wordedError('server.bad_form', { message: 'error.noField', values: { name } });
}
