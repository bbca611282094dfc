import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { type Role, reaches } from '../store/account-rows.ts';
import { accountOf } from './acting-account.ts';
import { address } from './address.ts';
import { wordedError } from './worded-error.ts';

/** Who a route is for: a role and those above it, or anyone, signed in or not. */
export type Allowed = Role | 'anyone';

/** A middleware that {@link allow} made. */
export interface RoleGuard extends RequestHandler {
  readonly allowed: Allowed;
}

/**
 * Lets a role and those above it through; to be the first handler of every route. Who is not signed in is led to the
 * sign-in page and back, or told 401; who is, but may do less, is told 403.
 */
export function allow(allowed: Allowed): RoleGuard {
  const guard = (req: Request, res: Response, next: NextFunction): void => {
    const account = accountOf(res);
    if (allowed === 'anyone' || (account && reaches(account.role, allowed))) next();
    else if (account) next(notAllowed(account.role, allowed));
    else if (isPageView(req, res)) res.redirect(303, address('/sign-in', { back: req.originalUrl }));
    else next(signInRequired(res));
  };
  return Object.assign(guard, { allowed });
}

const isPageView = (req: Request, res: Response) =>
  req.method === 'GET' && res.locals.format === 'html' && req.headers.authorization === undefined;

function signInRequired(res: Response) {
  res.set('www-authenticate', 'Bearer realm="noncoop"');
  return wordedError('server.sign_in_required', { message: 'error.signIn', hint: 'error.signIn.hint' });
}

const notAllowed = (role: Role, needed: Role) =>
  wordedError('server.not_allowed', {
    message: 'error.notAllowed',
    hint: 'error.notAllowed.hint',
    values: { role, needed },
  });
