import { longestPassword, shortestPassword } from '../accounts/password.ts';
import type { ActingAccount } from '../http/acting-account.ts';
import type { Page } from '../http/respond.ts';
import { utcWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';
import { reaches, roles } from '../store/account-rows.ts';
import type { ApiTokenRecord } from '../store/api-token-table.ts';
import type { Store } from '../store/open-store.ts';
import type { SessionLife } from '../store/session-table.ts';

/** Longest life of a token, days. */
export const longestTokenDays = 365;

/** What just happened, to be told on the page. */
export interface AccountNews {
  /** A token that was made; it is on this page and nowhere else. */
  readonly newToken?: { readonly name: string; readonly token: string };
  readonly isPasswordChanged?: boolean;
}

/** The page of whoever looks at it: password, sessions and tokens. */
export async function accountPage(
  store: Store,
  account: ActingAccount,
  { newToken, isPasswordChanged = false }: AccountNews,
  life: SessionLife,
  now: Date,
  words: Words,
): Promise<Page> {
  const { name, role, via, accountId } = account;
  const [sessions, tokens] =
    accountId === null
      ? [[], []]
      : await Promise.all([store.sessions.ofAccount(accountId, life, now), store.apiTokens.ofAccount(accountId)]);
  return {
    view: 'account',
    title: words.t('account.title'),
    section: 'account',
    model: {
      via,
      roleWords: words.term('roles', role),
      least: shortestPassword,
      most: longestPassword,
      mostDays: longestTokenDays,
      isPasswordChanged,
      newToken: newToken ?? null,
      sessions: sessions.map((session) => ({
        ...session,
        isThis: session.id === account.sessionId,
        endOf: words.t('account.sessions.endOf', { address: session.address, begun: utcWords(session.createdUtc) }),
      })),
      tokens: tokens.map((token) => tokenView(token, words)),
      tokenRoles: roles.filter((candidate) => reaches(role, candidate)),
    },
    json: { kind: 'account', name, role, via, sessions, tokens, ...(newToken ? { token: newToken.token } : {}) },
  };
}

const tokenView = (token: ApiTokenRecord, words: Words) => ({
  ...token,
  revokeOf: words.t('account.tokens.revokeOf', { name: token.name }),
});
