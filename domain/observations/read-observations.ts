import { AppError } from '#errors';
import type { ElementSet } from '../orbits/element-set.ts';
import type { ConjunctionMessage } from './cdm/conjunction-message.ts';
import { readCdm } from './cdm/read-cdm.ts';
import { detectFormat, type ObservationFormat } from './detect-format.ts';
import type { EphemerisSegment } from './oem/ephemeris-segment.ts';
import { readOem } from './oem/read-oem.ts';
import { readOmmCsv } from './omm/read-omm-csv.ts';
import { readOmmJson } from './omm/read-omm-json.ts';
import { readOmmKvn } from './omm/read-omm-kvn.ts';
import { readOmmXml } from './omm/read-omm-xml.ts';
import type { Chunks, Reading } from './reading.ts';
import { readRelativeStates } from './relative-state/read-relative-states.ts';
import { binaryLog } from './text/text-pieces.ts';
import { readTle } from './tle/read-tle.ts';
import type { Track } from './track.ts';

/** What any of the formats can hold. */
export type ObservationRecord = Track | ElementSet | EphemerisSegment | ConjunctionMessage;

/** What a caller knows of a file beyond its content. */
export interface ReadOptions {
  /** @default told from the content */
  readonly format?: ObservationFormat | undefined;
  /** Frame of relative states that name none. */
  readonly frame?: string | undefined;
}

type Reader = (chunks: Chunks, source: string, options: ReadOptions) => AsyncGenerator<Reading<ObservationRecord>>;

const readers: Readonly<Record<ObservationFormat, Reader>> = {
  tle: readTle,
  'omm-kvn': readOmmKvn,
  'omm-xml': readOmmXml,
  'omm-json': readOmmJson,
  'omm-csv': readOmmCsv,
  'oem-kvn': (chunks, source) => readOem(chunks, source, 'kvn'),
  'oem-xml': (chunks, source) => readOem(chunks, source, 'xml'),
  'cdm-kvn': (chunks, source) => readCdm(chunks, source, 'kvn'),
  'cdm-xml': (chunks, source) => readCdm(chunks, source, 'xml'),
  'cdm-json': (chunks, source) => readCdm(chunks, source, 'json'),
  'relative-state-csv': readRelativeStates,
  'relative-state-jsonl': readRelativeStates,
};

/** Characters that are looked at to tell a format; headers and comments of every one of them are shorter. */
const headChars = 65_536;

/**
 * Reads a file of any format that is known, one record after another.
 *
 * @throws AppError `domain.unknown_format` when the content is like none, and those of the readers when a file as a
 *   whole is none of its format
 */
export async function* readObservations(
  chunks: Chunks,
  source: string,
  options: ReadOptions = {},
): AsyncGenerator<Reading<ObservationRecord>, void, undefined> {
  const { head, all } = await peek(chunks);
  const told = options.format ?? detectFormat(head, source);
  if (told === undefined) throw unknownFormat(source, head);
  yield* readers[told](all, source, options);
}

/** The beginning of a stream as text, and the stream from its beginning. */
async function peek(chunks: Chunks): Promise<{ readonly head: string; readonly all: Chunks }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const decoder = new TextDecoder();
  const seen: (Uint8Array | string)[] = [];
  let head = '';
  while (head.length < headChars) {
    const next = await iterator.next();
    if (next.done === true) break;
    seen.push(next.value);
    head += typeof next.value === 'string' ? next.value : decoder.decode(next.value, { stream: true });
  }
  return { head: head.slice(0, headChars), all: replay(seen, iterator) };
}

async function* replay(seen: (Uint8Array | string)[], rest: AsyncIterator<Uint8Array | string>): Chunks {
  try {
    while (seen.length > 0) yield seen.shift()!;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function unknownFormat(source: string, head: string): AppError {
  if (head.includes('\0')) return binaryLog(source, 'text', 'a NUL byte');
  if (head.trim() === '')
    return new AppError('domain.empty_log', `${source}: expected at least one record, got an empty file.`);
  const got = JSON.stringify(head.trimStart().slice(0, 60));
  return new AppError(
    'domain.unknown_format',
    `${source}: expected a relative-state log, TLE, OMM, OEM or CDM, got a file that begins with ${got}.`,
    {
      hint: 'Name the format with --format, or see docs/guide/formats.md for what each looks like.',
      details: { source },
    },
  );
}
