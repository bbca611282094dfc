import { AppError } from '#errors';
import type { Rejection } from '../reading.ts';
import { longestLineChars, readLines } from '../text/text-lines.ts';
import type { Track } from '../track.ts';
import { type LineFields, type LineReader, lineReaderFor } from './log-format.ts';
import {
  type Fault,
  type Observation,
  optionalColumns,
  requiredColumns,
  shown,
  toObservation,
} from './observation-row.ts';
import { type Refusal, TrackBuilder } from './track-builder.ts';
import { findRangeExcess } from './unit-check.ts';

/** What a log holds: every row is either in a track or in `rejected`. */
export interface RelativeStateLog {
  /** In the order in which their first rows come. */
  readonly tracks: readonly Track[];
  /** In the order of lines. */
  readonly rejected: readonly Rejection[];
  /** Oddities that cost no row. */
  readonly warnings: readonly Rejection[];
  readonly acceptedCount: number;
}

/** Unknown columns worth a warning; a log with more has another format. */
const mostWarnings = 50;

/**
 * Reads a log of relative states, JSON lines or CSV, line by line.
 *
 * Bad rows are told with their line and cost no good row. Rows of several targets may be mixed; those of one target
 * come in order of epoch. Memory is that of the accepted states.
 *
 * @param chunks  bytes or text of the file, in order
 * @param source  name of the log, for messages and tracks
 * @throws AppError `domain.empty_log`, `domain.binary_log` or `domain.no_header` when the file as a whole is no log
 */
export async function readRelativeStateLog(
  chunks: AsyncIterable<Uint8Array | string>,
  source: string,
): Promise<RelativeStateLog> {
  const builders = new Map<string, TrackBuilder>();
  const rejected: Rejection[] = [];
  const warned = new Map<string, Rejection>();
  const refuse = (refusals: readonly Refusal[]) =>
    rejected.push(...refusals.map((refusal) => ({ source, ...refusal })));

  for await (const { line, fields, fault } of readRows(chunks, source)) {
    if (fields) warnOfUnknownColumns(fields, source, line, warned);
    const observation = fault ?? checkRow(fields, line);
    if (!('kind' in observation)) {
      refuse([{ line, ...observation }]);
      continue;
    }
    let builder = builders.get(observation.targetId);
    if (builder === undefined) {
      builder = new TrackBuilder(observation.targetId, source);
      builders.set(observation.targetId, builder);
    }
    refuse(builder.add(observation));
  }

  const tracks: Track[] = [];
  for (const builder of builders.values()) {
    const { track, refusals } = builder.finish();
    refuse(refusals);
    tracks.push(track);
  }
  return {
    tracks,
    rejected: rejected.sort((a, b) => a.line - b.line),
    warnings: [...warned.values()],
    acceptedCount: tracks.reduce((sum, track) => sum + track.states.length, 0),
  };
}

type Row = LineFields & { readonly line: number };

/** The rows of a log: fields by column, or why a line has none. The first line that is not blank tells the format. */
async function* readRows(chunks: AsyncIterable<Uint8Array | string>, source: string): AsyncGenerator<Row> {
  let reader: LineReader | undefined;
  let rowCount = 0;
  for await (const { line, text } of readLines(chunks, source)) {
    if (text?.trim() === '') continue;
    if (reader === undefined) {
      reader = lineReaderFor(text ?? '', source, line);
      if (reader.hasHeader) continue;
    }
    rowCount++;
    yield { line, ...(text === undefined ? { fault: tooLong } : reader.read(text)) };
  }
  if (rowCount > 0) return;
  throw new AppError(
    'domain.empty_log',
    `${source}: expected at least one row, got ${reader ? 'a header and nothing after it' : 'an empty file'}.`,
  );
}

const tooLong: Fault = {
  code: 'domain.line_too_long',
  message: `expected a line of at most ${longestLineChars} characters, got a longer one`,
};

function checkRow(fields: Readonly<Record<string, unknown>>, line: number): Observation | Fault {
  const observation = toObservation(fields, line);
  const excess = 'kind' in observation ? findRangeExcess(observation.state) : undefined;
  return excess === undefined ? observation : { code: 'domain.wrong_unit', message: excess };
}

function warnOfUnknownColumns(
  fields: Readonly<Record<string, unknown>>,
  source: string,
  line: number,
  warned: Map<string, Rejection>,
): void {
  for (const name in fields) {
    if (knownColumns.has(name) || warned.has(name) || warned.size >= mostWarnings) continue;
    const message = `column ${shown(name)} is not part of the format and was not read`;
    warned.set(name, { source, line, code: 'domain.unknown_column', message });
  }
}

const knownColumns: ReadonlySet<string> = new Set([...requiredColumns, ...optionalColumns]);
