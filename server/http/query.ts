import type { Request } from 'express';
import { wordedError } from './worded-error.ts';

/** A parameter of the address as text, trimmed; empty and absent are the same. */
export function textParameter(req: Request, name: string): string | undefined {
  const value = req.query[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/**
 * A parameter with a closed set of values.
 *
 * @throws AppError `server.bad_query` for any other value
 */
export function choiceParameter<T extends string>(req: Request, name: string, choices: readonly T[]): T | undefined {
  const value = textParameter(req, name);
  if (value === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  throw wordedError('server.bad_query', {
    message: 'error.badChoice',
    hint: 'error.badChoice.parameter',
    values: { name, choices: choices.join(', '), value },
  });
}

/** A whole number above 0 in the path; anything else names nothing. */
export function idParameter(req: Request, name: string): number {
  const text = String(req.params[name]);
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : -1;
}
