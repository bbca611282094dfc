import { type Request, type Response, Router } from 'express';
import { accountNumbered, changePassword, toRole } from '../accounts/manage-accounts.ts';
import { requireGoodPassword } from '../accounts/password.ts';
import { apiTokenPrefix, newSecret, sha256Of } from '../accounts/secret.ts';
import { checkSignIn, openSession } from '../accounts/sign-in.ts';
import type { AppDeps } from '../app-deps.ts';
import { type ActingAccount, accountOf } from '../http/acting-account.ts';
import { allow } from '../http/allow.ts';
import { formBody, requiredField } from '../http/form-body.ts';
import { wordsOf } from '../http/language.ts';
import { idParameter } from '../http/query.ts';
import { respond } from '../http/respond.ts';
import { notFound } from '../http/statuses.ts';
import { wordedError } from '../http/worded-error.ts';
import { type AccountNews, accountPage, longestTokenDays } from '../pages/account-page.ts';
import { reaches } from '../store/account-rows.ts';
import type { SignInMeans } from './sign-in-routes.ts';

const dayMs = 86_400_000;

/** Longest name of a token, characters. */
const longestTokenName = 64;

/** `/account`: the password, the sessions and the tokens of whoever is signed in. */
export function accountRoutes({ store, settings, now }: AppDeps, { cookie, passwords }: SignInMeans): Router {
  const router = Router();
  const { sessionLife } = settings.security;
  const show = async (req: Request, res: Response, account: ActingAccount, news: AccountNews) =>
    respond(req, res, await accountPage(store, account, news, sessionLife, now(), wordsOf(res)));
  const showOr = async (req: Request, res: Response, href: string) =>
    res.locals.format === 'json' ? show(req, res, accountOf(res)!, {}) : res.redirect(303, href);

  router.get('/account', allow('viewer'), async (req: Request, res: Response) => {
    await show(req, res, accountOf(res)!, { isPasswordChanged: req.query.changed === '1' });
  });

  router.post('/account/password', allow('viewer'), passwords, formBody, async (req: Request, res: Response) => {
    const { accountId, name } = ownSession(res);
    const [current, next] = [requiredField(req, 'current'), requiredField(req, 'next')];
    requireGoodPassword(next, name);
    const { kind } = await checkSignIn(store, name, current, now());
    if (kind !== 'welcome') {
      const message = kind === 'waiting' ? 'error.tooMany' : 'error.wrongPassword';
      throw wordedError('server.sign_in_refused', { message });
    }
    await changePassword(store, await accountNumbered(store, accountId), next);
    const place = { address: req.ip ?? '', agent: req.headers['user-agent'] ?? '' };
    cookie.set(res, await openSession(store, accountId, place, sessionLife, now()));
    await showOr(req, res, '/account?changed=1');
  });

  router.post('/account/sessions/:id/end', allow('viewer'), async (req: Request, res: Response) => {
    const { accountId } = ownSession(res);
    if (!(await store.sessions.end(accountId, idParameter(req, 'id')))) throw notFound('error.noSession', {});
    await showOr(req, res, '/account');
  });

  router.post('/account/tokens', allow('viewer'), formBody, async (req: Request, res: Response) => {
    const account = ownSession(res);
    const { accountId } = account;
    const [name, days] = [tokenName(requiredField(req, 'name')), tokenDays(requiredField(req, 'days'))];
    const role = toRole(requiredField(req, 'role'));
    if (!reaches(account.role, role)) {
      const values = { role: account.role, needed: role };
      throw wordedError('server.not_allowed', { message: 'error.notAllowed', hint: 'error.notAllowed.hint', values });
    }
    const token = apiTokenPrefix + newSecret();
    const expiresUtc = new Date(now().getTime() + days * dayMs);
    await store.apiTokens.insert({ accountId, name, role, tokenSha256: sha256Of(token), expiresUtc }, now());
    res.status(201);
    await show(req, res, account, { newToken: { name, token } });
  });

  router.post('/account/tokens/:id/revoke', allow('viewer'), async (req: Request, res: Response) => {
    const { accountId } = ownSession(res);
    if (!(await store.apiTokens.revoke(accountId, idParameter(req, 'id')))) throw notFound('error.noToken', {});
    await showOr(req, res, '/account');
  });
  return router;
}

/** Whoever signed in with a password; a token must not make another one, nor change the password of its owner. */
function ownSession(res: Response): ActingAccount & { readonly accountId: number } {
  const account = accountOf(res);
  if (account?.via === 'session' && account.accountId !== null) return { ...account, accountId: account.accountId };
  throw wordedError('server.not_allowed', { message: 'error.needsSession' });
}

function tokenName(text: string): string {
  const name = text.trim();
  if (name.length >= 1 && name.length <= longestTokenName) return name;
  const values = { most: longestTokenName, length: name.length };
  throw wordedError('server.bad_form', { message: 'error.badTokenName', values });
}

function tokenDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= longestTokenDays) return days;
  const values = { most: longestTokenDays, value: text.slice(0, 40) };
  throw wordedError('server.bad_form', { message: 'error.badDays', values });
}
