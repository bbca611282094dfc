import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Evidence, gatherEvidence, type Rejection, readRelativeStateLog, type Track } from '#domain';
import { AppError } from '#errors';

/** What a log holds: the targets that can be classified, and the records and targets that cannot. */
export interface Targets {
  /** The log's name as it was given. */
  readonly source: string;
  readonly sha256: string;
  readonly evidences: readonly Evidence[];
  readonly rejections: readonly Rejection[];
  /** Oddities that cost nothing, such as a column that is not read. */
  readonly warnings: readonly Rejection[];
}

/**
 * Reads a relative-state log and gathers the evidence on each of its targets.
 *
 * @param path  log file, or `-` for standard input
 * @throws AppError `server.input_missing`, and those of the reader when the file as a whole is no log
 */
export async function readTargets(path: string, stdin: Readable): Promise<Targets> {
  const source = path === '-' ? 'standard input' : path;
  const input = path === '-' ? stdin : createReadStream(await existingFile(path));
  const hash = createHash('sha256');
  const { tracks, rejected, warnings } = await readRelativeStateLog(hashing(input, hash), source);
  const evidences: Evidence[] = [];
  const rejections: Rejection[] = [...rejected];
  for (const track of tracks) {
    try {
      evidences.push(gatherEvidence(track));
    } catch (thrown) {
      rejections.push(refusalOf(track, thrown));
    }
  }
  return { source, sha256: hash.digest('hex'), evidences, rejections, warnings };
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
function refusalOf(track: Track, thrown: unknown): Rejection {
  if (!(thrown instanceof AppError)) throw thrown;
  const { code, message } = thrown;
  return { source: track.source, line: track.states[0]?.line ?? 0, code, message: `${track.targetId}: ${message}` };
}
