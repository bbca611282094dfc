import { wordedError } from './worded-error.ts';

/** Writes the place of the next page, anything JSON can hold, as an opaque token. */
export const toPageToken = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/**
 * Reads a token of {@link toPageToken}; none is the first page.
 *
 * @param isPlace  whether a value is a place of this list in this order
 * @throws AppError `server.bad_query` for anything else
 */
export function fromPageToken<T>(token: string | undefined, isPlace: (value: unknown) => value is T): T | undefined {
  if (token === undefined) return undefined;
  try {
    const place: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (isPlace(place)) return place;
  } catch {
    // No JSON is no token either.
  }
  throw wordedError('server.bad_query', {
    message: 'error.badToken',
    hint: 'error.badToken.hint',
    values: { token },
  });
}

/** Whether a place is a number of rows to leave out: that of a list without keys. */
export const isOffset = (place: unknown): place is number => Number.isSafeInteger(place) && Number(place) >= 0;
