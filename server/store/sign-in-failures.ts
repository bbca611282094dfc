import type { Database } from './database.ts';

/** Counts failed sign-ins by name, so that guessing one account's password from many addresses ends early. */
export interface SignInFailures {
  /**
   * Counts a try before it is made, so that many at once cannot slip past the limit.
   *
   * @param windowMs  tries older than this are forgotten
   * @returns tries of this name within the window, this one included
   */
  count(nameSha256: string, windowMs: number, nowUtc: Date): Promise<number>;
  /** Forgets the tries of a name, after one that succeeded or a new password. */
  clear(nameSha256: string): Promise<void>;
}

/** Builds the counter on a database. */
export function signInFailures(database: Database): SignInFailures {
  return {
    async count(nameSha256, windowMs, nowUtc) {
      const since = new Date(nowUtc.getTime() - windowMs);
      await database.query('delete from sign_in_failures where since_utc <= $1', [since]);
      const [row] = await database.query<{ failures: number }>(
        `insert into sign_in_failures as f (name_sha256, failures, since_utc) values ($1, 1, $2)
         on conflict (name_sha256) do update set failures = f.failures + 1 returning failures`,
        [nameSha256, nowUtc],
      );
      return row!.failures;
    },
    async clear(nameSha256) {
      await database.query('delete from sign_in_failures where name_sha256 = $1', [nameSha256]);
    },
  };
}
