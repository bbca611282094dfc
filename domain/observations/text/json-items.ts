import type { Chunks } from '../reading.ts';
import { type JsonPiece, JsonSplitter } from './json-splitter.ts';
import { textPieces } from './text-pieces.ts';

/** An object of a JSON file, or a place where there should have been one. */
export type JsonItem =
  | { readonly kind: 'item'; readonly line: number; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'broken'; readonly line: number; readonly code: string; readonly message: string };

/**
 * Reads the objects of a JSON file one by one: those of an array, of JSON lines, or the only one.
 *
 * Arrays of catalogs are tens of megabytes on one line; no more than a chunk and an object are held. A broken object costs
 * itself, and where its end cannot be told also what follows until the next object begins.
 *
 * @throws AppError `domain.binary_log` at the first NUL
 */
export async function* jsonItems(chunks: Chunks, source: string): AsyncGenerator<JsonItem, void, undefined> {
  const splitter = new JsonSplitter();
  for await (const text of textPieces(chunks, source, 'JSON')) {
    yield* splitter.write(text).map(parsed);
  }
  yield* splitter.end().map(parsed);
}

function parsed(piece: JsonPiece): JsonItem {
  if (piece.kind === 'broken') return piece;
  const { line, text } = piece;
  try {
    return { kind: 'item', line, value: JSON.parse(text) };
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return {
      kind: 'broken',
      line,
      ...(notFinite(text) ?? { code: 'domain.broken_json', message: `expected a JSON object, got: ${why}` }),
    };
  }
}

/** Python and others write NaN and Infinity, which JSON does not have. */
function notFinite(text: string): { readonly code: string; readonly message: string } | undefined {
  const [, name, value] = /"([^"]+)"\s*:\s*([+-]?(?:NaN|Infinity))\b/.exec(text) ?? [];
  if (name === undefined) return undefined;
  return { code: 'domain.not_a_number', message: `expected a finite number for ${name}, got ${value}` };
}
