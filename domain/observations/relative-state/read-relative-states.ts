import { AppError } from '#errors';
import { parseLocalFrame } from '../../frames/local-frames.ts';
import { type Fault, shown } from '../fault.ts';
import type { Chunks, Reading } from '../reading.ts';
import { detached } from '../text/detached.ts';
import { longestLineChars, readLineBatches, type TextLine } from '../text/text-lines.ts';
import type { Track } from '../track.ts';
import { type LineReader, lineReaderFor } from './log-format.ts';
import { RowReader } from './observation-row.ts';
import { defaultLimits, OpenTracks, type TrackLimits } from './open-tracks.ts';
import type { Row } from './row.ts';

export interface RelativeStateOptions {
  /** Frame of the rows that name none. @default RTN for columns named r, t, n; others must name one */
  readonly frame?: string | undefined;
  /** How much of the log is held at a time. */
  readonly limits?: TrackLimits;
}

/** Unknown columns worth a warning; a log with more has another format. */
const mostWarnings = 50;

/**
 * Reads a log of relative states, JSON lines or CSV, as a stream.
 *
 * Bad rows are told with their line and cost no good row; each is told when it is known to be wrong, which a row after
 * it may settle. Rows of several targets may be mixed; those of one target come in order of epoch. A track is given at
 * the end of the log, or sooner in several windows, one after the other, where the limits ask for it; the rows after a
 * window are checked as if it had not been given away. Only a target that was ended for want of room (the longest
 * unseen of more than 10,000) is a new one when it comes back.
 *
 * The readings depend on the file alone, not on how it is cut into chunks. Memory is bounded whatever the file: the
 * limits, a chunk, and a few lines of at most a million characters.
 *
 * @param chunks  bytes or text of the file, in order
 * @param source  name of the log, for messages and tracks
 * @throws AppError `domain.empty_log`, `domain.binary_log` or `domain.no_header` when the file as a whole is no log,
 *   `domain.unknown_local_frame` for an option
 */
export async function* readRelativeStates(
  chunks: Chunks,
  source: string,
  options: RelativeStateOptions = {},
): AsyncGenerator<Reading<Track>, void, undefined> {
  const log = new LogReader(source, options);
  for await (const lines of readLineBatches(chunks, source)) {
    // Not yield*, which would wait once more for each reading.
    for (const reading of log.read(lines)) yield reading;
  }
  for (const reading of log.finish()) yield reading;
}

/** The lines of one log on their way to tracks. */
class LogReader {
  readonly #source: string;
  readonly #rows: RowReader;
  readonly #tracks: OpenTracks;
  readonly #warned = new Set<string>();
  readonly #warnings: Reading<Track>[] = [];
  #lines: LineReader | undefined;
  #rowCount = 0;

  constructor(source: string, { frame, limits = defaultLimits }: RelativeStateOptions) {
    this.#source = source;
    this.#rows = new RowReader(frame === undefined ? undefined : parseLocalFrame(frame));
    this.#tracks = new OpenTracks(source, limits);
  }

  *read(lines: readonly TextLine[]): Generator<Reading<Track>> {
    for (const { line, text } of lines) {
      if (text?.trim() === '' || this.#isHeader(text, line)) continue;
      this.#rowCount += 1;
      const row = text === undefined ? tooLong : this.#rowOf(text, line);
      if (this.#warnings.length > 0) yield* this.#warnings.splice(0);
      const observation = 'code' in row ? row : this.#rows.read(row, line);
      if ('code' in observation) yield this.#rejected(observation, line);
      else for (const reading of this.#tracks.add(observation)) yield reading;
    }
  }

  *finish(): Generator<Reading<Track>> {
    if (this.#rowCount === 0) {
      const got = this.#lines ? 'a header and nothing after it' : 'an empty file';
      throw new AppError('domain.empty_log', `${this.#source}: expected at least one row, got ${got}.`);
    }
    yield* this.#tracks.finish();
  }

  /** The first line that is not blank tells the format. */
  #isHeader(text: string | undefined, line: number): boolean {
    if (this.#lines !== undefined) return false;
    this.#lines = lineReaderFor(text ?? '', this.#source, line);
    return this.#lines.hasHeader;
  }

  #rowOf(text: string, line: number): Row | Fault {
    return this.#lines!.read(text, (column) => this.#warn(column, line));
  }

  #warn(column: string, line: number): void {
    const name = shown(column);
    if (this.#warned.has(name) || this.#warned.size >= mostWarnings) return;
    this.#warned.add(name);
    const message = detached(`column ${name} is not part of the format and was not read`);
    const warning = { source: this.#source, line, code: 'domain.unknown_column', message };
    this.#warnings.push({ kind: 'warning', warning });
  }

  #rejected({ code, message }: Fault, line: number): Reading<Track> {
    return { kind: 'rejected', rejection: { source: this.#source, line, code, message: detached(message) } };
  }
}

const tooLong: Fault = {
  code: 'domain.line_too_long',
  message: `expected a line of at most ${longestLineChars} characters, got a longer one`,
};
