import { wordedError } from './worded-error.ts';

/** Writes the place of the next page as an opaque token. */
export const toPageToken = (offset: number): string => Buffer.from(`from ${offset}`).toString('base64url');

/**
 * Reads a token of {@link toPageToken}; none is the first page.
 *
 * @throws AppError `server.bad_query` for anything else
 */
export function fromPageToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const offset = /^from (\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (offset !== undefined) return Number(offset);
  throw wordedError('server.bad_query', {
    message: 'error.badToken',
    hint: 'error.badToken.hint',
    values: { token },
  });
}
