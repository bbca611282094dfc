import { AppError } from '#errors';
import type { Chunks } from '../reading.ts';

/** Longest piece, characters; a reader that stops at a fault has not worked on much in vain. */
const longestPieceChars = 65_536;

/** The characters of a file in pieces of a bounded length, read as UTF-8; a byte order mark is dropped. */
export async function* decodedPieces(chunks: Chunks): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    for (let start = 0; start < text.length; start += longestPieceChars) {
      yield text.slice(start, start + longestPieceChars);
    }
  }
  yield decoder.decode();
}

/**
 * The text of a file in pieces of a bounded length.
 *
 * @param expected  what the file should be, for the message
 * @throws AppError `domain.binary_log` at the first NUL, which no text contains
 */
export async function* textPieces(
  chunks: Chunks,
  source: string,
  expected: string,
): AsyncGenerator<string, void, undefined> {
  for await (const piece of decodedPieces(chunks)) {
    if (piece.includes('\0')) throw binaryLog(source, expected, 'a NUL byte');
    yield piece;
  }
}

/** The error for a file that is no text. */
export function binaryLog(source: string, expected: string, got: string, line?: number): AppError {
  return new AppError('domain.binary_log', `${source}: expected ${expected} in UTF-8, got ${got}.`, {
    hint: 'Unpack an archive first; convert a UTF-16 export to UTF-8.',
    details: line === undefined ? { source } : { source, line },
  });
}
