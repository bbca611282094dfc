import type { ElementSet } from '../../orbits/element-set.ts';
import type { Chunks, Reading } from '../reading.ts';
import { jsonItems } from '../text/json-items.ts';
import { elementSetReadings } from './element-set-readings.ts';
import { fieldsOf, type OmmMessage } from './omm-message.ts';

/**
 * Reads orbit mean-elements messages in JSON: one object, an array of them, or JSON lines, with the keywords as keys.
 * Numbers may be given as numbers, as celestrak.org does, or as text, as space-track.org does.
 *
 * @throws AppError `domain.binary_log` when the file is no text
 */
export function readOmmJson(chunks: Chunks, source: string): AsyncGenerator<Reading<ElementSet>, void, undefined> {
  return elementSetReadings(messagesOf(chunks, source), source);
}

async function* messagesOf(chunks: Chunks, source: string): AsyncGenerator<OmmMessage> {
  for await (const item of jsonItems(chunks, source)) {
    if (item.kind === 'item') yield { line: item.line, fields: fieldsOf(Object.entries(item.value)) };
    else yield { line: item.line, fields: new Map(), fault: { code: item.code, message: item.message } };
  }
}
