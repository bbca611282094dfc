import { type Request, type Response, Router } from 'express';
import { AppError } from '#errors';
import { accountNumbered, addAccount, changeRole, disableAccount, toRole } from '../accounts/manage-accounts.ts';
import { isAbout } from '../accounts/record-changes.ts';
import type { AppDeps } from '../app-deps.ts';
import { allow } from '../http/allow.ts';
import { answerChange } from '../http/answer-change.ts';
import { formBody, formField, requiredField } from '../http/form-body.ts';
import { wordsOf } from '../http/language.ts';
import { fromPageToken, isOffset } from '../http/page-token.ts';
import { choiceParameter, idParameter, textParameter } from '../http/query.ts';
import { respond } from '../http/respond.ts';
import { statusOf } from '../http/statuses.ts';
import { accountListPage } from '../pages/account-list-page.ts';
import { auditPage } from '../pages/audit-page.ts';
import type { AccountRecord } from '../store/account-rows.ts';
import { auditOutcomes } from '../store/audit-log.ts';

const home = '/admin/accounts';

/** `/admin/accounts` and `/admin/audit`. */
export function adminRoutes({ store, now }: AppDeps): Router {
  const router = Router();

  router.get(home, allow('admin'), async (req: Request, res: Response) => {
    respond(req, res, accountListPage(await store.accounts.list(), null, wordsOf(res)));
  });

  router.post(home, allow('admin'), formBody, async (req: Request, res: Response) => {
    await orTell(
      req,
      res,
      async () => {
        const [name, password] = [requiredField(req, 'name'), requiredField(req, 'password')];
        const added = await addAccount(store, name, { role: toRole(requiredField(req, 'role')), password }, now());
        isAbout(res, added.name);
        return added.id;
      },
      201,
    );
  });

  const change = (action: string, work: (account: AccountRecord, req: Request) => Promise<void>) =>
    router.post(`${home}/:id/${action}`, allow('admin'), formBody, async (req: Request, res: Response) => {
      await orTell(req, res, async () => {
        const account = await accountNumbered(store, idParameter(req, 'id'));
        isAbout(res, account.name);
        await work(account, req);
        return account.id;
      });
    });
  change('role', (account, req) => changeRole(store, account, toRole(requiredField(req, 'role'))));
  change('disable', (account) => disableAccount(store, account, true));
  change('enable', (account) => disableAccount(store, account, false));

  router.get('/admin/audit', allow('admin'), async (req: Request, res: Response) => {
    const query = {
      account: textParameter(req, 'account'),
      outcome: choiceParameter(req, 'outcome', auditOutcomes),
      search: textParameter(req, 'q'),
      offset: fromPageToken(textParameter(req, 'next'), isOffset) ?? 0,
      showsAll: res.locals.format === 'csv',
    };
    respond(req, res, await auditPage(store.audit, query, wordsOf(res)));
  });

  /** Answers with the account that was worked on, or shows the list with what was refused and what had been typed. */
  async function orTell(req: Request, res: Response, work: () => Promise<number>, status?: 201): Promise<void> {
    try {
      const account = await accountNumbered(store, await work());
      answerChange(res, { href: home, json: { kind: 'changed account', account }, ...(status && { status }) });
    } catch (error) {
      const isTheirs = error instanceof AppError && statusOf(error.code) < 500;
      if (!isTheirs || res.locals.format !== 'html') throw error;
      const typed = { name: formField(req, 'name') ?? '', role: formField(req, 'role') ?? '' };
      res.status(statusOf(error.code));
      respond(req, res, accountListPage(await store.accounts.list(), { fault: error, typed }, wordsOf(res)));
    }
  }
  return router;
}
