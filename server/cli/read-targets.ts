import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Evidence, gatherEvidence, type Rejection, readRelativeStates, type Track } from '#domain';
import { AppError } from '#errors';

/** What a log holds: the targets that can be classified, and the records and targets that cannot. */
export interface Targets {
  /** The log's name as it was given. */
  readonly source: string;
  readonly sha256: string;
  /** One for each window of each target. */
  readonly evidences: readonly Evidence[];
  /** Records and targets refused; they were told one by one while the log was read. */
  readonly rejectedCount: number;
  /** Oddities that cost nothing, such as a column that is not read. */
  readonly warnings: readonly Rejection[];
}

export interface ReadTargetsOptions {
  /** Frame of the rows that name none. */
  readonly frame?: string | undefined;
  /** Told of each refused record, in the order in which they are found. */
  readonly onRejected?: (rejection: Rejection) => void | Promise<void>;
}

/**
 * Reads a relative-state log as a stream and gathers the evidence on each of its targets.
 *
 * @param path  log file, or `-` for standard input
 * @throws AppError `server.input_missing`, and those of the reader when the file as a whole is no log
 */
export async function readTargets(
  path: string,
  stdin: Readable,
  { frame, onRejected }: ReadTargetsOptions = {},
): Promise<Targets> {
  const source = path === '-' ? 'standard input' : path;
  const input = path === '-' ? stdin : createReadStream(await existingFile(path));
  const hash = createHash('sha256');
  const evidences: Evidence[] = [];
  const warnings: Rejection[] = [];
  let rejectedCount = 0;
  const reject = async (rejection: Rejection) => {
    rejectedCount += 1;
    await onRejected?.(rejection);
  };
  for await (const reading of readRelativeStates(hashing(input, hash), source, { frame })) {
    if (reading.kind === 'warning') warnings.push(reading.warning);
    else if (reading.kind === 'rejected') await reject(reading.rejection);
    else {
      const gathered = evidenceOrRefusal(reading.value);
      if ('kind' in gathered) evidences.push(gathered);
      else await reject(gathered);
    }
  }
  return { source, sha256: hash.digest('hex'), evidences, rejectedCount, warnings };
}

async function existingFile(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() === true) return path;
  throw new AppError(
    'server.input_missing',
    `Expected a log file at ${path}, got ${found === null ? 'nothing' : 'a folder'}.`,
  );
}

async function* hashing(input: Readable, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of input) {
    const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    hash.update(bytes);
    yield bytes;
  }
}

/** A target nothing can be told about is refused as a whole, at the line it first appears on. */
function evidenceOrRefusal(track: Track): Evidence | Rejection {
  try {
    return gatherEvidence(track);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const { code, message } = thrown;
    return { source: track.source, line: track.states[0]?.line ?? 0, code, message: `${track.targetId}: ${message}` };
  }
}
