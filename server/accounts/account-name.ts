import type { AppError } from '#errors';
import { wordedError } from '../http/worded-error.ts';

/** Letters and digits of any script, and between them what names and mail addresses have. */
const accountName = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._@-]{0,62}[\p{L}\p{M}\p{N}])?$/u;

/** A name as it is compared: what looks the same is the same, in any case. */
export const nameKeyOf = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/**
 * A name as it is kept.
 *
 * @throws AppError `server.bad_account_name`
 */
export function toAccountName(text: string): string {
  const name = text.normalize('NFKC').trim();
  if (accountName.test(name)) return name;
  throw badName(name);
}

const badName = (name: string): AppError =>
  wordedError('server.bad_account_name', {
    message: 'error.badAccountName',
    hint: 'error.badAccountName.hint',
    values: { name: name.slice(0, 80) },
  });
