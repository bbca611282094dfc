import { AppError } from '#errors';

/**
 * Longest line that is read, in characters. A row of this format takes about 150; a megabyte on one line is another
 * kind of file, and keeping it would let one line fill the memory.
 */
export const longestLineChars = 1_000_000;

/** A line of a text, or the place where one was too long to keep. */
export interface TextLine {
  /** Counted from 1. */
  readonly line: number;
  /** Without its line end; undefined when the line was longer than {@link longestLineChars}. */
  readonly text: string | undefined;
}

/**
 * Splits a stream of chunks into lines, holding no more than a chunk and a line in memory.
 *
 * Bytes are read as UTF-8, a byte order mark is dropped, lines end in LF or CRLF, and a last line needs no end.
 *
 * @throws AppError `domain.binary_log` at the first NUL, which no text log contains
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array | string>,
  source: string,
): AsyncGenerator<TextLine, void, undefined> {
  let line = 1;
  let rest = '';
  let isTooLong = false;
  for await (const text of decode(chunks)) {
    if (text.includes('\0')) throw binary(source, line);
    const parts = text.split('\n');
    for (const [i, part] of parts.entries()) {
      if (!isTooLong) rest += part;
      if (rest.length > longestLineChars) {
        isTooLong = true;
        rest = '';
      }
      if (i === parts.length - 1) break;
      yield { line, text: isTooLong ? undefined : withoutReturn(rest) };
      line++;
      rest = '';
      isTooLong = false;
    }
  }
  if (isTooLong || rest !== '') yield { line, text: isTooLong ? undefined : withoutReturn(rest) };
}

async function* decode(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) yield typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

const withoutReturn = (text: string) => (text.endsWith('\r') ? text.slice(0, -1) : text);

function binary(source: string, line: number): AppError {
  return new AppError(
    'domain.binary_log',
    `${source}: expected a text log in UTF-8, JSON lines or CSV; got a NUL byte near line ${line}.`,
    { hint: 'Unpack an archive first; convert a UTF-16 export to UTF-8.', details: { source, line } },
  );
}
