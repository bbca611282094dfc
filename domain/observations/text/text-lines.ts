import type { Chunks } from '../reading.ts';
import { binaryLog, decodedPieces } from './text-pieces.ts';

/**
 * Longest line that is read, in characters. A row of a log takes about 150; a megabyte on one line is another kind of
 * file, and keeping it would let one line fill the memory.
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
export async function* readLines(chunks: Chunks, source: string): AsyncGenerator<TextLine, void, undefined> {
  for await (const lines of readLineBatches(chunks, source)) yield* lines;
}

/**
 * The lines of {@link readLines}, those that end in one chunk together: for readers of millions of lines, which would
 * otherwise spend their time waiting line by line.
 */
export async function* readLineBatches(
  chunks: Chunks,
  source: string,
): AsyncGenerator<readonly TextLine[], void, undefined> {
  const cutter = new LineCutter();
  for await (const text of decodedPieces(chunks)) {
    const nul = text.indexOf('\0');
    yield cutter.cut(nul < 0 ? text : text.slice(0, nul));
    if (nul >= 0) throw binaryLog(source, 'a text log', `a NUL byte near line ${cutter.line}`, cutter.line);
  }
  yield cutter.finish();
}

/** Cuts text that comes in pieces into lines; what a piece leaves open waits for the next. */
class LineCutter {
  /** Number of the line that is still open. */
  line = 1;
  #rest = '';
  #isTooLong = false;

  /** The lines that end in a piece of text. */
  cut(text: string): TextLine[] {
    const parts = text.split('\n');
    const rest = parts.pop()!;
    const lines = parts.map((part) => {
      this.#grow(part);
      return this.#endLine();
    });
    this.#grow(rest);
    return lines;
  }

  /** The last line, when nothing ended it. */
  finish(): TextLine[] {
    return this.#isTooLong || this.#rest !== '' ? [this.#endLine()] : [];
  }

  #grow(part: string): void {
    if (!this.#isTooLong) this.#rest += part;
    if (this.#rest.length <= longestLineChars) return;
    this.#isTooLong = true;
    this.#rest = '';
  }

  #endLine(): TextLine {
    const text = this.#isTooLong ? undefined : withoutReturn(this.#rest);
    this.#rest = '';
    this.#isTooLong = false;
    return { line: this.line++, text };
  }
}

const withoutReturn = (text: string) => (text.endsWith('\r') ? text.slice(0, -1) : text);
