import { hash, verify } from '@node-rs/argon2';
import { wordedError } from '../http/worded-error.ts';
import { nameKeyOf } from './account-name.ts';

/**
 * Parameters of Argon2id: 19 MiB of memory, two passes, one lane.
 *
 * @source OWASP Password Storage Cheat Sheet, section Argon2id, the least it recommends
 */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Shortest password, characters. */
export const shortestPassword = 12;

/** Longest password, characters. A longer one is refused, never cut. */
export const longestPassword = 1000;

/** The same password typed on another keyboard is the same. @source NIST SP 800-63B, 5.1.1.2 */
const normalized = (password: string): string => password.normalize('NFKC');

/** The hash of a password as text with its salt and parameters. */
export const hashPassword = (password: string): Promise<string> => hash(normalized(password), parameters);

/** Hash that no password has; checking against it takes as long as against any other. */
let hashOfNobody: Promise<string> | undefined;

/**
 * Whether a password has a hash.
 *
 * @param passwordHash  undefined for an account that is not there: it takes the same time, and is always wrong
 */
export async function isPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  hashOfNobody ??= hashPassword(crypto.randomUUID());
  const isRight = await verify(passwordHash ?? (await hashOfNobody), normalized(password));
  return isRight && passwordHash !== undefined;
}

/**
 * Refuses a password that is too short, too long, or its account's name.
 *
 * @throws AppError `server.weak_password`
 */
export function requireGoodPassword(password: string, name: string): void {
  const length = [...normalized(password)].length;
  const isName = nameKeyOf(password) === nameKeyOf(name);
  if (length >= shortestPassword && length <= longestPassword && !isName) return;
  throw wordedError('server.weak_password', {
    message: isName ? 'error.passwordIsName' : 'error.weakPassword',
    hint: 'error.weakPassword.hint',
    values: { least: shortestPassword, most: longestPassword, length },
  });
}
