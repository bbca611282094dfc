import type { ElementSet } from '../../orbits/element-set.ts';
import { xmlTokens } from '../ndm/xml-tokens.ts';
import type { Chunks, Reading } from '../reading.ts';
import { elementSetReadings } from './element-set-readings.ts';
import { messagesOf } from './messages-of.ts';

/**
 * Reads orbit mean-elements messages in XML: an `omm` alone, or any number of them in an `ndm`.
 *
 * @source CCSDS 505.0-B-3
 * @throws AppError `domain.binary_log` when the file is no text
 */
export function readOmmXml(chunks: Chunks, source: string): AsyncGenerator<Reading<ElementSet>, void, undefined> {
  return elementSetReadings(messagesOf(xmlTokens(chunks, source)), source);
}
