import type { Response } from 'express';
import { accountOf, localAnalyst } from './acting-account.ts';

/** Whom watch list, last look and reviews belong to: the signed-in account, or everyone at a console without accounts. */
export const readerOf = (res: Response): string => (accountOf(res) ?? localAnalyst).name;
