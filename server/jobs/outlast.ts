import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '#errors';
import { isConnectionLost } from '../store/connection-lost.ts';

/** How a lost connection is borne. */
export interface OutlastOptions {
  /** Ends the waiting; its reason is thrown. */
  readonly signal: AbortSignal;
  /** So long without the database is borne, ms. */
  readonly patienceMs: number;
  /** Told once when the connection is lost, and once when it is back. */
  log(line: string): void;
}

/** Pause between tries, ms. */
const pauseMs = 500;

/**
 * Does some work on the database, again and again while its connection is lost; the work must bear being done twice, for the
 * end of a transaction may be lost on its way.
 *
 * @throws AppError `server.database_unreachable` when patience ends; what else the work throws, at once
 */
export async function outlast<T>(work: () => Promise<T>, { signal, patienceMs, log }: OutlastOptions): Promise<T> {
  const startMs = performance.now();
  for (let tries = 1; ; tries += 1) {
    try {
      const result = await work();
      if (tries > 1) log('The database is back.');
      return result;
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
      if (performance.now() - startMs > patienceMs) throw gone(error, patienceMs);
      if (tries === 1) log('The database does not answer; waiting for it.');
    }
    await wait(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

const gone = (cause: unknown, patienceMs: number): AppError =>
  new AppError(
    'server.database_unreachable',
    `Expected the database to come back within ${Math.round(patienceMs / 1000)} s, got: ${cause}.`,
    { hint: 'what was written is kept; the same command goes on from there', cause },
  );
