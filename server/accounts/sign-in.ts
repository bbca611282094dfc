import type { AccountRecord } from '../store/account-rows.ts';
import type { Store } from '../store/open-store.ts';
import type { SessionLife } from '../store/session-table.ts';
import { nameKeyOf } from './account-name.ts';
import { isPassword } from './password.ts';
import { newSecret, sha256Of } from './secret.ts';

/** Failed tries of one name within {@link triesWindowMs} before it has to wait. */
export const mostTries = 10;

/** How long tries of a name are counted, from the first, ms. */
export const triesWindowMs = 15 * 60_000;

/** What came of a sign-in. */
export type SignIn =
  | { readonly kind: 'welcome'; readonly account: AccountRecord }
  | { readonly kind: 'wrong' | 'waiting'; readonly account: AccountRecord | undefined };

/**
 * Checks name and password. Unknown names, disabled accounts and wrong passwords take the same time and the same words;
 * a name with too many tries waits, whether it has an account or not.
 */
export async function checkSignIn(store: Store, name: string, password: string, nowUtc: Date): Promise<SignIn> {
  const nameKey = nameKeyOf(name);
  const tries = await store.signInFailures.count(sha256Of(nameKey), triesWindowMs, nowUtc);
  const account = await store.accounts.findByKey(nameKey);
  if (tries > mostTries) return { kind: 'waiting', account };
  const passwordHash = account && !account.isDisabled ? await store.accounts.passwordHash(account.id) : undefined;
  if (!(await isPassword(passwordHash, password)) || account === undefined) return { kind: 'wrong', account };
  await store.signInFailures.clear(sha256Of(nameKey));
  await store.accounts.signedIn(account.id, nowUtc);
  return { kind: 'welcome', account };
}

/** Where a session begins. */
export interface SessionPlace {
  readonly address: string;
  readonly agent: string;
}

/**
 * Begins a session; its token is always a new one, whatever the browser sent.
 *
 * @returns the token for the cookie
 */
export async function openSession(
  store: Store,
  accountId: number,
  { address, agent }: SessionPlace,
  life: SessionLife,
  nowUtc: Date,
): Promise<string> {
  const token = newSecret();
  const session = { accountId, tokenSha256: sha256Of(token), address, agent: agent.slice(0, 300) };
  await store.sessions.insert(session, life, nowUtc);
  return token;
}
