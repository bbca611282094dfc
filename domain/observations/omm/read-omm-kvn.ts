import type { ElementSet } from '../../orbits/element-set.ts';
import { kvnTokens } from '../ndm/kvn-tokens.ts';
import type { Chunks, Reading } from '../reading.ts';
import { elementSetReadings } from './element-set-readings.ts';
import { messagesOf } from './messages-of.ts';

/**
 * Reads orbit mean-elements messages in keyword-value notation, any number one after another.
 *
 * @source CCSDS 502.0-B-3, sections 4 and 7
 * @throws AppError `domain.binary_log` when the file is no text
 */
export function readOmmKvn(chunks: Chunks, source: string): AsyncGenerator<Reading<ElementSet>, void, undefined> {
  return elementSetReadings(messagesOf(kvnTokens(chunks, source)), source);
}
