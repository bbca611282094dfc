import { AppError } from '#errors';
import { fromGcrf } from '../../frames/gcrf.ts';
import type { InertialState } from '../../frames/inertial-state.ts';

/** What an ephemeris says of itself. */
export interface EphemerisHeader {
  readonly objectName: string;
  /** International designator or catalog number. */
  readonly objectId: string;
  readonly originator: string;
  readonly creationUtcMs: number;
  readonly comments?: readonly string[];
  /** Body or spacecraft the states are counted from; the axes are those of EME2000 in any case. @default 'EARTH' */
  readonly centerName?: string;
}

/** An ephemeris of one segment as it is handed to others. */
export interface WritableEphemeris extends EphemerisHeader {
  /** At least one, in order of epoch, one smooth piece: readers interpolate through all of it. */
  readonly states: readonly InertialState[];
}

/** A text of a line; with its keyword it stays below the 254 characters of a line of the KVN. */
const lineText = /.{1,220}/g;

/** Writes an Orbit Ephemeris Message of one segment; see {@link writeOemSegments}. */
export function writeOem({ states, ...header }: WritableEphemeris): Generator<string, void, undefined> {
  return writeOemSegments(header, [states]);
}

/**
 * Writes an Orbit Ephemeris Message, line by line, in what every reader takes: KVN of version 2.0 in EME2000 and UTC.
 * A new segment begins where nothing may be interpolated across, as at a maneuver.
 *
 * Positions are written to the millimeter, velocities to the micrometer per second, epochs to the microsecond.
 *
 * @throws AppError `domain.empty_segment` when there is no state
 * @source CCSDS 502.0-B-2, section 5; a spacecraft as center: CCSDS 502.0-B-3, table 5-3
 */
export function* writeOemSegments(
  header: EphemerisHeader,
  segments: readonly (readonly InertialState[])[],
): Generator<string, void, undefined> {
  const { objectName, originator, creationUtcMs, comments = [] } = header;
  if (segments.length === 0 || segments.some((states) => states.length === 0)) {
    throw new AppError('domain.empty_segment', `expected at least one state of ${objectName} to write, got none`);
  }
  yield 'CCSDS_OEM_VERS = 2.0\n';
  for (const comment of comments.flatMap(commentLines)) yield `COMMENT ${comment}\n`;
  yield `CREATION_DATE = ${epoch(creationUtcMs)}\n`;
  yield `ORIGINATOR = ${word(originator)}\n\n`;
  for (const [i, states] of segments.entries()) {
    if (i > 0) yield '\n';
    yield* segmentLines(header, states);
  }
}

function* segmentLines(
  { objectName, objectId, centerName = 'EARTH' }: EphemerisHeader,
  states: readonly InertialState[],
): Generator<string> {
  yield 'META_START\n';
  yield `OBJECT_NAME = ${word(objectName)}\n`;
  yield `OBJECT_ID = ${word(objectId)}\n`;
  yield `CENTER_NAME = ${word(centerName)}\nREF_FRAME = EME2000\nTIME_SYSTEM = UTC\n`;
  yield `START_TIME = ${epoch(states[0]!.epochUtcMs)}\n`;
  yield `STOP_TIME = ${epoch(states.at(-1)!.epochUtcMs)}\n`;
  yield 'META_STOP\n\n';
  for (const state of states) yield `${stateLine(state)}\n`;
}

function stateLine(state: InertialState): string {
  const { positionKm, velocityKmPerS } = fromGcrf('EME2000', state);
  const position = positionKm.map((value) => fixed(value, 6));
  const velocity = velocityKmPerS.map((value) => fixed(value, 9));
  return [epoch(state.epochUtcMs), ...position, ...velocity].join(' ');
}

/** Decimals without the sign of a zero. */
function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** Six decimals of a second, rounded. */
function epoch(epochUtcMs: number): string {
  const microseconds = Math.round(epochUtcMs * 1000);
  const wholeMs = Math.floor(microseconds / 1000);
  const rest = String(microseconds - 1000 * wholeMs).padStart(3, '0');
  return `${new Date(wholeMs).toISOString().slice(0, -1)}${rest}`;
}

/** A value on its line: printable ASCII, and never nothing. */
function word(text: string): string {
  return printable(text).match(lineText)?.[0] ?? 'UNKNOWN';
}

function commentLines(text: string): readonly string[] {
  return text.split(/[\r\n]+/).flatMap((line) => printable(line).match(lineText) ?? []);
}

/** The format knows ASCII alone; accents are dropped, other letters marked. */
function printable(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return plain
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^ -~]/gu, '?')
    .trim();
}
