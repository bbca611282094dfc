import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Chunks, type FileReadings, type OwnChoice, type ReadOptions, readObservations } from '#domain';
import { AppError } from '#errors';

/** The files a command reads, opened as one input. */
export interface InputFiles {
  /** Names as they were given, for messages and provenance. */
  readonly source: string;
  readonly files: readonly FileReadings[];
  /** Which object is the own spacecraft; undefined when nothing was said. */
  readonly own: OwnChoice | undefined;
  /** Hash of all bytes that were read, to be asked once the readings have ended. */
  sha256(): string;
}

/** Where standard input is meant. */
const standardInput = '-';

/**
 * Opens files of observations of any format; they are read as their readings are asked for, one after the other.
 *
 * @param own  catalog number, designator or name of the own spacecraft, or the path of a file that holds it alone
 * @throws AppError `server.input_missing` when a path is no file
 */
export async function openInputFiles(
  paths: readonly string[],
  stdin: Readable,
  { own, ...options }: ReadOptions & { readonly own?: string | undefined } = {},
): Promise<InputFiles> {
  const isOwnFile = own !== undefined && own !== standardInput && existsSync(own);
  const all = isOwnFile && !paths.includes(own) ? [own, ...paths] : paths;
  for (const path of all) await assertFile(path);

  const hash = createHash('sha256');
  async function* hashing(input: Readable): Chunks {
    for await (const chunk of input) {
      const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      hash.update(bytes);
      yield bytes;
    }
  }
  const files = all.map((path): FileReadings => {
    const source = path === standardInput ? 'standard input' : path;
    const open = () => (path === standardInput ? stdin : createReadStream(path));
    return {
      source,
      readings: readObservations(
        lazily(() => hashing(open())),
        source,
        options,
      ),
    };
  });
  return {
    source: files.map(({ source }) => source).join(', '),
    files,
    own: isOwnFile ? { source: own } : own,
    sha256: () => hash.digest('hex'),
  };
}

/** A stream that is opened when it is first read. */
async function* lazily(open: () => Chunks): Chunks {
  yield* open();
}

async function assertFile(path: string): Promise<void> {
  if (path === standardInput) return;
  const found = await stat(path).catch(() => null);
  if (found?.isFile() === true) return;
  const got = found === null ? 'nothing' : 'a folder';
  throw new AppError('server.input_missing', `Expected a file of observations at ${path}, got ${got}.`);
}
