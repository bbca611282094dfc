import type { Request, RequestHandler, Response } from 'express';
import { type ActingAccount, localAnalyst } from '../http/acting-account.ts';
import type { SessionCookie } from '../http/session-cookie.ts';
import { wordedError } from '../http/worded-error.ts';
import type { Store } from '../store/open-store.ts';
import type { SessionLife } from '../store/session-table.ts';
import { apiTokenPrefix, sha256Of } from './secret.ts';

/** What telling who acts needs. */
export interface Identification {
  readonly store: Pick<Store, 'accounts' | 'sessions' | 'apiTokens'>;
  readonly cookie: SessionCookie;
  readonly isShared: boolean;
  readonly sessionLife: SessionLife;
  now(): Date;
}

/**
 * Settles who acts, at `res.locals.account`: the owner of the token in `Authorization`, else of the session in the cookie,
 * else, as long as there is no account at all and only this machine reaches the console, the built-in `local`.
 */
export function identify(given: Identification): RequestHandler {
  return async (req, res, next) => {
    const account = await actingAccount(req, given);
    res.locals.account = account;
    res.locals.hasAccounts = account ? account.via !== 'local' : await given.store.accounts.exist();
    if (account?.via !== 'local') keepFromCaches(res);
    next();
  };
}

async function actingAccount(req: Request, given: Identification): Promise<ActingAccount | undefined> {
  const { store, cookie, sessionLife, now } = given;
  const { authorization } = req.headers;
  if (authorization !== undefined) {
    const owner = await store.apiTokens.owner(sha256Of(toBearerToken(authorization)), now());
    if (owner === undefined) throw badToken();
    return { ...owner, via: 'token', sessionId: null };
  }
  const token = cookie.read(req);
  if (token !== undefined) {
    const owner = await store.sessions.owner(sha256Of(token), sessionLife, now());
    if (owner) return { ...owner, via: 'session' };
  }
  return !given.isShared && !isForwarded(req) && !(await store.accounts.exist()) ? localAnalyst : undefined;
}

function toBearerToken(authorization: string): string {
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token?.startsWith(apiTokenPrefix)) return token;
  throw badToken();
}

/** A proxy that nobody told of brings others to a console that takes everybody for the people at its machine. */
const isForwarded = ({ headers }: Request): boolean =>
  ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);

const badToken = () =>
  wordedError('server.sign_in_required', { message: 'error.badBearer', hint: 'error.badBearer.hint' });

/** What somebody signed in may read stays out of caches, also that of a browser others use next. */
const keepFromCaches = (res: Response): void => void res.set('cache-control', 'no-store');
