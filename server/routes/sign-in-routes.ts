import { type Request, type RequestHandler, type Response, Router } from 'express';
import { isAbout } from '../accounts/record-changes.ts';
import { checkSignIn, openSession, type SignIn, triesWindowMs } from '../accounts/sign-in.ts';
import type { AppDeps } from '../app-deps.ts';
import { accountOf } from '../http/acting-account.ts';
import { allow } from '../http/allow.ts';
import { answerChange } from '../http/answer-change.ts';
import { formBody, formField, requiredField } from '../http/form-body.ts';
import { wordsOf } from '../http/language.ts';
import { ownPath } from '../http/own-path.ts';
import { respond } from '../http/respond.ts';
import type { SessionCookie } from '../http/session-cookie.ts';
import { wordedError } from '../http/worded-error.ts';
import { signInPage } from '../pages/sign-in-page.ts';

/** What routes that check passwords are given besides. */
export interface SignInMeans {
  readonly cookie: SessionCookie;
  /** The limit of checks of one address. */
  readonly passwords: RequestHandler;
}

/** `/sign-in` and `/sign-out`. */
export function signInRoutes({ store, settings, now }: AppDeps, { cookie, passwords }: SignInMeans): Router {
  const router = Router();
  const { isShared, sessionLife } = settings.security;

  router.get('/sign-in', allow('anyone'), async (req: Request, res: Response) => {
    const back = ownPath(req.query.back);
    if (accountOf(res)?.via === 'session' && res.locals.format === 'html') return res.redirect(303, back);
    const hasAccounts = await store.accounts.exist();
    return respond(req, res, signInPage({ hasAccounts, isShared, back }, wordsOf(res)));
  });

  router.post('/sign-in', allow('anyone'), passwords, formBody, async (req: Request, res: Response) => {
    const [name, back] = [requiredField(req, 'name'), ownPath(formField(req, 'back'))];
    const signIn = await checkSignIn(store, name, requiredField(req, 'password'), now());
    if (signIn.account) isAbout(res, signIn.account.name);
    if (signIn.kind !== 'welcome') return refuse(req, res, { kind: signIn.kind, name, back });
    const { id: accountId, role } = signIn.account;
    const before = accountOf(res);
    if (before?.accountId && before.sessionId) await store.sessions.end(before.accountId, before.sessionId);
    const place = { address: req.ip ?? '', agent: req.headers['user-agent'] ?? '' };
    cookie.set(res, await openSession(store, accountId, place, sessionLife, now()));
    res.locals.account = { name: signIn.account.name, role, via: 'session', accountId, sessionId: null };
    return answerChange(res, { href: back, json: { kind: 'signed in', name: signIn.account.name, role } });
  });

  router.post('/sign-out', allow('anyone'), async (_req: Request, res: Response) => {
    const account = accountOf(res);
    if (account?.accountId && account.sessionId) await store.sessions.end(account.accountId, account.sessionId);
    cookie.clear(res);
    answerChange(res, { href: '/sign-in', json: { kind: 'signed out' } });
  });

  function refuse(
    req: Request,
    res: Response,
    {
      kind,
      name,
      back,
    }: { readonly kind: Exclude<SignIn['kind'], 'welcome'>; readonly name: string; readonly back: string },
  ): void {
    const fault = wordedError('server.sign_in_refused', {
      message: kind === 'waiting' ? 'signIn.waiting' : 'signIn.wrong',
      values: { minutes: triesWindowMs / 60_000 },
    });
    if (res.locals.format !== 'html') throw fault;
    res.status(kind === 'waiting' ? 429 : 401);
    respond(req, res, signInPage({ hasAccounts: true, isShared, back, typed: name, fault }, wordsOf(res)));
  }
  return router;
}
