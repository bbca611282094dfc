import type { Rejection } from '#domain';
import { openDraft } from '../files/durable-file.ts';
import type { Terminal } from './terminal.ts';

/** Refused records told one by one before the rest is only counted. */
const faultsTold = 5;

/** Takes the refused records of a log as they are found: keeps the first ones to tell, and all of them in a file. */
export interface RefusedRecords {
  add(rejection: Rejection): Promise<void>;
  /** The log was read to its end: the file takes its place. */
  finish(): Promise<void>;
  /** The log could not be read: nothing is left behind. */
  abandon(): Promise<void>;
  /** The first ones. */
  readonly first: readonly Rejection[];
  /** How many there are in all. */
  readonly count: number;
  /** How many there are for each reason. */
  readonly countByCode: ReadonlyMap<string, number>;
}

/**
 * Begins to take refused records.
 *
 * @param path  NDJSON file to write them to; undefined for none
 * @throws AppError `server.output_unwritable`
 */
export async function takeRefused(path: string | undefined): Promise<RefusedRecords> {
  const draft = path === undefined ? undefined : await openDraft(path);
  const first: Rejection[] = [];
  const countByCode = new Map<string, number>();
  let count = 0;
  return {
    first,
    countByCode,
    get count() {
      return count;
    },
    async add(rejection) {
      count += 1;
      countByCode.set(rejection.code, (countByCode.get(rejection.code) ?? 0) + 1);
      if (first.length < faultsTold) first.push(rejection);
      await draft?.write(`${JSON.stringify(rejection)}\n`);
    },
    finish: async () => draft?.keep(),
    abandon: async () => draft?.drop(),
  };
}

/** How faults are told. */
interface Telling {
  /** Before each, such as `warning: `. */
  readonly prefix?: string;
  /** What to do to see those that are only counted. */
  readonly hint?: string;
}

/** Where refused records can be kept. */
export const keepRefused = '--rejected FILE keeps what was refused';

/** Tells the first of some faults line by line, and how many more there are. */
export function tellFaults(
  { stderr }: Terminal,
  first: readonly Rejection[],
  count: number,
  { prefix = '', hint }: Telling = {},
): void {
  const told = first.slice(0, faultsTold);
  for (const { source, line, code, message } of told) {
    stderr.write(`${prefix}${source}:${line}: ${code}: ${message}\n`);
  }
  const rest = count - told.length;
  if (rest > 0) stderr.write(`${prefix}and ${rest} more${hint === undefined ? '' : `; ${hint}`}\n`);
}
