import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '#errors';

/** Text is gathered to pieces of this size before it is written, characters. */
const pieceChars = 1 << 20;

/** The same text in fewer pieces. */
export function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece: string[] = [];
  let chars = 0;
  for (const line of lines) {
    piece.push(line);
    chars += line.length;
    if (chars < pieceChars) continue;
    yield piece.join('');
    piece = [];
    chars = 0;
  }
  yield piece.join('');
}

/** A file in the making, which takes the place of the old one only when it is finished. */
export interface Draft {
  write(part: string | Uint8Array): Promise<void>;
  /** Ends the draft and puts it in its place. */
  keep(): Promise<void>;
  /** Ends the draft and removes it. */
  drop(): Promise<void>;
}

/**
 * Opens a draft beside the file it is to become.
 *
 * @throws AppError `server.output_unwritable`, here and in what is done with the draft
 */
export async function openDraft(path: string): Promise<Draft> {
  const draftPath = `${path}.draft`;
  const file = await mkdir(dirname(path), { recursive: true })
    .then(() => open(draftPath, 'w'))
    .catch((cause) => {
      throw unwritable(path, cause);
    });
  let lines: string[] = [];
  let chars = 0;
  const append = (piece: string | Uint8Array) =>
    file.appendFile(piece).catch((cause) => {
      throw unwritable(path, cause);
    });
  async function flush(): Promise<void> {
    const piece = lines.join('');
    lines = [];
    chars = 0;
    await append(piece);
  }
  return {
    async write(part) {
      if (typeof part !== 'string') {
        await flush();
        await append(part);
        return;
      }
      lines.push(part);
      chars += part.length;
      if (chars >= pieceChars) await flush();
    },
    async keep() {
      await flush();
      try {
        await file.sync();
        await file.close();
        await rename(draftPath, path);
      } catch (cause) {
        throw unwritable(path, cause);
      }
    },
    async drop() {
      await file.close();
      await rm(draftPath, { force: true });
    },
  };
}

/**
 * Writes a whole file so that it is either the old one or the new one, never half of it.
 *
 * @throws AppError `server.output_unwritable`
 */
export async function writeWhole(path: string, text: string | Iterable<string> | AsyncIterable<string>): Promise<void> {
  const draft = await openDraft(path);
  try {
    for await (const piece of typeof text === 'string' ? [text] : text) await draft.write(piece);
    await draft.keep();
  } catch (thrown) {
    await draft.drop();
    throw thrown;
  }
}

/** The error for a path that could not be written. */
export function unwritable(path: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError('server.output_unwritable', `Expected to write ${path}, got: ${reason}.`, { cause });
}
