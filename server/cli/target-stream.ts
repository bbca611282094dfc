import type { Readable } from 'node:stream';
import type { Evidence, Rejection } from '#domain';
import { type InputFiles, openInputFiles } from './input-files.ts';
import { type InputFlags, readOptionsOf } from './input-options.ts';
import { evidencesOf } from './read-targets.ts';

/** Targets that are read ahead, so that near the end of the input it is known how many are left. */
export const targetsReadAhead = 256;

/** Targets of some files, one after another as they are read; nothing is kept but those read ahead. */
export interface TargetStream {
  readonly input: InputFiles;
  /** The evidence on each window of each target, in the order of the input. */
  readonly evidences: AsyncGenerator<Evidence, void, undefined>;
  /** Targets that follow those given out; null while that is not known. */
  readonly left: number | null;
  /** How much of the work is given out, 0 to 1, from the rows of logs; null where rows do not tell. */
  readonly share: number | null;
}

interface TargetStreamOptions extends InputFlags {
  /** Files of the command itself, which are not read where they lie in a folder that is. */
  readonly leaveOut: readonly string[];
  readonly onRejected: (rejection: Rejection) => Promise<void>;
  readonly onWarning: (warning: Rejection) => Promise<void>;
  /** Called before each reading is used; may throw to stop. */
  readonly onReading: () => void;
}

/**
 * Opens the targets of files and folders of any format.
 *
 * @throws AppError `server.input_missing`; those of the readers come while the evidence is read
 */
export async function openTargetStream(
  paths: readonly string[],
  stdin: Readable,
  { leaveOut, onRejected, onWarning, onReading, ...flags }: TargetStreamOptions,
): Promise<TargetStream> {
  const folders = { leaveOut };
  const input = await openInputFiles(paths, stdin, { ...readOptionsOf(flags), own: flags.own, folders });
  const rows = new RowCount(input);

  async function* accepted(): AsyncGenerator<Evidence> {
    for await (const reading of evidencesOf(input, flags)) {
      onReading();
      if (reading.kind === 'accepted') yield reading.value;
      else if (reading.kind === 'warning') await onWarning(reading.warning);
      else {
        rows.refuse();
        await onRejected(reading.rejection);
      }
    }
  }

  let left: number | null = null;
  async function* evidences(): AsyncGenerator<Evidence, void, undefined> {
    for await (const { item, following } of inSight(accepted(), targetsReadAhead)) {
      left = following;
      rows.give(item);
      yield item;
    }
    left = 0;
  }

  return {
    input,
    evidences: evidences(),
    get left() {
      return left;
    },
    get share() {
      return rows.share;
    },
  };
}

/** Tells how far the targets of logs are given out, by the rows they were made of. */
class RowCount {
  readonly #input: InputFiles;
  #told = 0;
  #isOfLogs = true;

  constructor(input: InputFiles) {
    this.#input = input;
  }

  give({ stateCount, context }: Evidence): void {
    this.#told += stateCount;
    // States of a pair are computed, not read.
    if (context !== undefined && context.origin !== 'observed') this.#isOfLogs = false;
  }

  refuse(): void {
    this.#told += 1;
  }

  /** Of the rows that there are, by the size of the files and the rows read so far. */
  get share(): number | null {
    const { meter, sizeBytes } = this.#input;
    if (!this.#isOfLogs || meter.bytes === 0) return null;
    if (!meter.isWhole && sizeBytes === null) return null;
    const rowsInAll = meter.isWhole ? meter.lines : (meter.lines * sizeBytes!) / meter.bytes;
    return Math.min(1, this.#told / Math.max(1, rowsInAll));
  }
}

/** Items, each with the number of those that follow as soon as the end is less than so many away. */
export async function* inSight<T>(
  items: AsyncGenerator<T>,
  ahead: number,
): AsyncGenerator<{ readonly item: T; readonly following: number | null }, void, undefined> {
  const waiting: T[] = [];
  let isEnded = false;
  try {
    for (;;) {
      while (!isEnded && waiting.length <= ahead) {
        const next = await items.next();
        if (next.done === true) isEnded = true;
        else waiting.push(next.value);
      }
      if (waiting.length === 0) return;
      const item = waiting.shift()!;
      yield { item, following: isEnded ? waiting.length : null };
    }
  } finally {
    await items.return(undefined);
  }
}
