import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import {
  type Chunks,
  type FileReadings,
  type ObservationRecord,
  type OwnChoice,
  type Reading,
  type ReadOptions,
  readObservations,
} from '#domain';
import { AppError } from '#errors';
import { type Bytes, unpacked } from '../files/gunzip.ts';
import { type FolderEntry, filesOfFolder } from './folder-files.ts';
import { InputMeter } from './input-meter.ts';

/** The files a command reads, opened as one input. */
export interface InputFiles {
  /** Names as they were given, for messages and provenance. */
  readonly source: string;
  readonly files: readonly FileReadings[];
  /** Which object is the own spacecraft; undefined when nothing was said. */
  readonly own: OwnChoice | undefined;
  /** Size of all files as they lie there; null when standard input is among them. */
  readonly sizeBytes: number | null;
  /** Hash of names and sizes of the files that were found in folders; null when no folder was given. */
  readonly listingSha256: string | null;
  /** How much was read. */
  readonly meter: InputMeter;
  /** Hash of all bytes that were read, to be asked once the readings have ended. */
  sha256(): string;
}

interface InputOptions extends ReadOptions {
  /** Catalog number, designator or name of the own spacecraft, or the path of a file that holds it alone. */
  readonly own?: string | undefined;
  /** Takes folders as well, but not these files in them. @default folders are refused */
  readonly folders?: { readonly leaveOut: readonly string[] } | undefined;
}

/** Where standard input is meant. */
const standardInput = '-';

/**
 * Opens files of observations of any format, plain or packed with gzip; they are read as their readings are asked for,
 * one after the other.
 *
 * A file named on the command line that is no observations fails as a whole; one in a folder is refused with the reason.
 *
 * @throws AppError `server.input_missing` when a path is no file, or a folder has none
 */
export async function openInputFiles(
  paths: readonly string[],
  stdin: Readable,
  { own, folders, ...options }: InputOptions = {},
): Promise<InputFiles> {
  const inputs = await inputsOf(paths, folders?.leaveOut);
  const isOwnFile = own !== undefined && own !== standardInput && existsSync(own);
  const ownInput = isOwnFile ? inputs.find(({ path }) => resolve(path) === resolve(own)) : undefined;
  const all = isOwnFile && ownInput === undefined ? [...(await inputsOf([own], undefined)), ...inputs] : inputs;

  const meter = new InputMeter();
  let unread = all.length;
  const files = all.map((input): FileReadings => {
    const { path, isListed, fault } = input;
    const source = path === standardInput ? 'standard input' : path;
    async function* readings(): AsyncGenerator<Reading<ObservationRecord>> {
      const file = new MeteredFile(path, stdin, meter);
      try {
        if (fault !== undefined) yield refusedFile(source, new AppError('server.input_missing', fault));
        else yield* readObservations(file.unpacked(source), source, options);
      } catch (thrown) {
        if (!isListed || !(thrown instanceof AppError)) throw thrown;
        yield refusedFile(source, thrown);
        await file.skip();
      }
      unread -= 1;
      if (unread === 0) meter.end();
    }
    return { source, readings: readings() };
  });
  const named = all[0] === inputs[0] ? paths : [own!, ...paths];
  return {
    source: named.map((path) => (path === standardInput ? 'standard input' : path)).join(', '),
    files,
    own: isOwnFile ? { source: ownInput?.path ?? own } : own,
    sizeBytes: all.some(({ path }) => path === standardInput) ? null : all.reduce((sum, { bytes }) => sum + bytes, 0),
    listingSha256: listingSha256(all),
    meter,
    sha256: () => meter.mark().sha256,
  };
}

interface Input extends FolderEntry {
  /** Found in a folder, not named on the command line. */
  readonly isListed: boolean;
}

/** What the paths stand for; folders are opened where it is said what in them is left out. */
async function inputsOf(paths: readonly string[], leaveOut: readonly string[] | undefined): Promise<readonly Input[]> {
  const inputs: Input[] = [];
  for (const path of paths) {
    const found = path === standardInput ? null : await stat(path).catch(() => null);
    if (path === standardInput) inputs.push({ path, bytes: 0, isListed: false });
    else if (found?.isFile() === true) inputs.push({ path, bytes: found.size, isListed: false });
    else if (found !== null && leaveOut !== undefined) {
      if (!found.isDirectory()) throw noObservations(path, 'a device or pipe');
      const entries = await filesOfFolder(path, leaveOut);
      if (entries.length === 0) throw noObservations(path, 'an empty folder');
      for (const entry of entries) inputs.push({ ...entry, isListed: true });
    } else throw noObservations(path, found === null ? 'nothing' : 'a folder');
  }
  return inputs;
}

const noObservations = (path: string, got: string): AppError =>
  new AppError('server.input_missing', `Expected a file of observations at ${path}, got ${got}.`);

function listingSha256(inputs: readonly Input[]): string | null {
  const listed = inputs.filter(({ isListed }) => isListed);
  if (listed.length === 0) return null;
  const hash = createHash('sha256');
  for (const { path, bytes } of listed) hash.update(`${JSON.stringify([path, bytes])}\n`);
  return hash.digest('hex');
}

/** A file whose bytes go through the meter as they are read. */
class MeteredFile {
  readonly #path: string;
  readonly #stdin: Readable;
  readonly #meter: InputMeter;
  #input: Readable | undefined;
  #taken = 0;

  constructor(path: string, stdin: Readable, meter: InputMeter) {
    this.#path = path;
    this.#stdin = stdin;
    this.#meter = meter;
  }

  async *unpacked(source: string): Chunks {
    for await (const bytes of unpacked(this.#bytes(), source)) {
      this.#meter.countLines(bytes);
      yield bytes;
    }
  }

  /** Takes what a reader left that gave up, so that the hash does not depend on where it did; of a file, not a pipe. */
  async skip(): Promise<void> {
    const input = this.#input;
    if (input !== undefined && !input.closed) {
      input.destroy();
      await once(input, 'close');
    }
    try {
      for await (const _ of this.#bytes());
    } catch (thrown) {
      // That it cannot be read was told already.
      if (!(thrown instanceof AppError)) throw thrown;
    }
  }

  async *#bytes(): Bytes {
    const input = this.#path === standardInput ? this.#stdin : createReadStream(this.#path, { start: this.#taken });
    this.#input = input;
    try {
      for await (const chunk of input) {
        const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
        this.#taken += bytes.length;
        this.#meter.take(bytes);
        yield bytes;
      }
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
      const reason = (cause as Error).message;
      throw new AppError('server.input_missing', `Expected to read ${this.#path}, got: ${reason}.`, { cause });
    }
  }
}

/** A file in a folder that as a whole is no observations. */
function refusedFile(source: string, { code, message }: AppError): Reading<ObservationRecord> {
  const prefix = `${source}: `;
  const short = message.startsWith(prefix) ? message.slice(prefix.length) : message;
  return { kind: 'rejected', rejection: { source, line: 0, code, message: short } };
}
