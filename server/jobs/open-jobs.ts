import { setImmediate as turnOfEventLoop, setTimeout as wait } from 'node:timers/promises';
import type { Store } from '../store/open-store.ts';
import { createJobDesk, type JobDesk } from './job-desk.ts';
import type { JobKind } from './job-kind.ts';
import { createJobRunner } from './job-runner.ts';
import { openPieceQueue, type PieceQueue } from './piece-queue.ts';

/** Jobs in one process: where they are asked for, and the work on them. */
export interface Jobs {
  readonly desk: JobDesk;
  /** Begins to work on them. */
  start(): Promise<void>;
  /** Resolves when nothing waits that this process may work, and nothing is in hand anywhere; for tests. */
  idle(): Promise<void>;
  /** Ends after the step in hand. */
  close(): Promise<void>;
}

/** How jobs are opened. */
export interface JobsOptions {
  readonly store: Store;
  readonly kinds: readonly JobKind[];
  /** Consoles work every kind, workers those that need no kept files. */
  readonly place: 'console' | 'worker';
  /** After so long without a sign of life a piece is given to another process, s. @default 60 */
  readonly expiryS?: number;
  /** Lets pages of the same process go first. @default a turn of the event loop */
  readonly giveWay?: (() => Promise<void>) | undefined;
  now(): Date;
  log(line: string): void;
}

/** Opens the queue of pieces, and a desk and a runner on it. */
export async function openJobs(options: JobsOptions): Promise<Jobs> {
  const { store, kinds, place, expiryS = 60, giveWay = () => turnOfEventLoop(), now, log } = options;
  const { database, isEmbedded } = store;
  const names = kinds.map(({ name }) => name);
  const onError = (error: Error) => log(`The upkeep of the queue failed: ${error.message}`);
  const queue = await openPieceQueue({ database, isEmbedded, kinds: names, expiryS, onError });
  const worked = kinds.filter((kind) => place === 'console' || kind.place === 'anywhere');
  const pieces: PieceQueue = {
    ...queue,
    async send(...sent) {
      await queue.send(...sent);
      runner.wake();
    },
  };
  const deps = { store, pieces, expiryS, giveWay, now, log };
  const runner = createJobRunner(deps, worked);
  let isStarted = false;
  return {
    desk: createJobDesk(deps),
    async start() {
      isStarted = true;
      await runner.start();
    },
    async idle() {
      while (isStarted && (await pieces.isBusy(worked.map(({ name }) => name)))) await wait(10);
    },
    async close() {
      await runner.close();
      await queue.close();
    },
  };
}
