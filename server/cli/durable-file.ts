import { mkdir, open, rename } from 'node:fs/promises';
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

/**
 * Writes a whole file so that it is either the old one or the new one, never half of it.
 *
 * @throws AppError `server.output_unwritable`
 */
export async function writeWhole(path: string, text: string | Iterable<string>): Promise<void> {
  const draft = `${path}.draft`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(draft, 'w');
    try {
      for (const piece of typeof text === 'string' ? [text] : inPieces(text)) await file.appendFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** The error for a path that could not be written. */
export function unwritable(path: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError('server.output_unwritable', `Expected to write ${path}, got: ${reason}.`, { cause });
}
