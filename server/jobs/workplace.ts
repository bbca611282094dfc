import type { Store } from '../store/open-store.ts';
import type { PieceQueue } from './piece-queue.ts';

/** What all work on jobs in one process shares. */
export interface WorkplaceDeps {
  readonly store: Store;
  readonly pieces: PieceQueue;
  /** After so long without a sign of life a piece is given to another process, s. */
  readonly expiryS: number;
  now(): Date;
  /** Resolves when pages of this process do not wait. */
  giveWay(): Promise<void>;
  /** Takes a line about work that broke off. */
  log(line: string): void;
}
