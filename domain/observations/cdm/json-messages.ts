import type { Chunks } from '../reading.ts';
import { jsonItems } from '../text/json-items.ts';
import { isKnownKeyword } from './known-keywords.ts';
import { FieldCollector, type MessagePiece } from './message-fields.ts';

/** Keywords of an object carry its number: SAT1_X, SAT2_OBJECT_NAME; in the public list of Space-Track SAT_1_ID. */
const ofObject = /^SAT_?([12])_(.+)$/;

/**
 * The messages of a JSON file: one object each, numbers as text or as numbers.
 *
 * @throws AppError `domain.binary_log` at the first NUL
 */
export async function* jsonMessages(chunks: Chunks, source: string): AsyncGenerator<MessagePiece, void, undefined> {
  for await (const item of jsonItems(chunks, source)) {
    if (item.kind === 'broken') {
      yield item;
      continue;
    }
    const { line, value } = item;
    const encounter = new FieldCollector(line);
    const objects: [string, string, string][] = [];
    for (const [name, raw] of Object.entries(value)) {
      if (raw === null || typeof raw === 'object') continue;
      const [, number, inner] = ofObject.exec(name.toUpperCase()) ?? [];
      const keyword = inner ?? name.toUpperCase();
      if (!isKnownKeyword(keyword)) yield { kind: 'unknown', line, keyword: name };
      if (number !== undefined) objects.push([`OBJECT${number}`, keyword, String(raw)]);
      else encounter.add(keyword, { value: String(raw).trim(), unit: undefined, line });
    }
    for (const which of ['OBJECT1', 'OBJECT2']) {
      encounter.add('OBJECT', { value: which, unit: undefined, line });
      for (const [owner, keyword, text] of objects) {
        if (owner === which && keyword !== 'OBJECT')
          encounter.add(keyword, { value: text.trim(), unit: undefined, line });
      }
    }
    yield { kind: 'message', fields: encounter.finish() };
  }
}
