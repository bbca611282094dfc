import type { Response } from 'express';

/** Whom watch list and last look belong to: the signed-in account, or everyone at a console without accounts. */
export function readerOf(res: Response): string {
  const account = res.locals.account as { readonly name?: string } | undefined;
  return account?.name ?? 'local';
}
