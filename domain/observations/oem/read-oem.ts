import { kvnTokens } from '../ndm/kvn-tokens.ts';
import { xmlTokens } from '../ndm/xml-tokens.ts';
import type { Chunks, Reading } from '../reading.ts';
import type { EphemerisSegment } from './ephemeris-segment.ts';
import { kvnRecords } from './kvn-records.ts';
import { OemReader } from './oem-reader.ts';
import type { OemRecord } from './oem-record.ts';
import { xmlRecords } from './xml-records.ts';

/**
 * Reads Orbit Ephemeris Messages of versions 1.0 to 3.0 about the Earth, any number in a file, segment by segment.
 *
 * A bad state or covariance costs itself alone. When the metadata of a segment cannot be used, they and each state and
 * covariance under them are refused, so that accepted states and refusals account for all there were. Memory is that of
 * one segment.
 *
 * @throws AppError `domain.not_oem` when the file as a whole is no such message, `domain.binary_log` when it is no text
 * @source CCSDS 502.0-B-3, section 5; for XML CCSDS 505.0-B-3
 */
export async function* readOem(
  chunks: Chunks,
  source: string,
  encoding: 'kvn' | 'xml',
): AsyncGenerator<Reading<EphemerisSegment>, void, undefined> {
  const reader = new OemReader(source);
  for await (const record of recordsOf(chunks, source, encoding)) {
    // One by one: delegating to each of a million empty lists would take longer than reading the lines.
    for (const reading of reader.take(record)) yield reading;
  }
  yield* reader.finish();
}

function recordsOf(chunks: Chunks, source: string, encoding: 'kvn' | 'xml'): AsyncGenerator<OemRecord> {
  return encoding === 'kvn'
    ? kvnRecords(kvnTokens(chunks, source), source)
    : xmlRecords(xmlTokens(chunks, source), source);
}
