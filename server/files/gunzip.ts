import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { AppError } from '#errors';

/** Bytes of a file, in order. */
export type Bytes = AsyncIterable<Uint8Array>;

/** How every gzip file begins (RFC 1952, 2.3.1), and no text in UTF-8. */
const gzipStart = [0x1f, 0x8b];

/**
 * The content of a file, unpacked where it is packed with gzip; that is told by its first bytes, not by its name.
 *
 * @param source  name of the file, for messages
 * @throws AppError `domain.binary_log` when the packed file is cut off or damaged; what came before was given
 */
export async function* unpacked(bytes: Bytes, source: string): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = bytes[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let seenBytes = 0;
  while (seenBytes < gzipStart.length) {
    const next = await iterator.next();
    if (next.done === true) break;
    seen.push(next.value);
    seenBytes += next.value.length;
  }
  const [first, second] = Buffer.concat(seen);
  const all = replayed(seen, iterator);
  if (first === gzipStart[0] && second === gzipStart[1]) yield* gunzipped(all, source);
  else yield* all;
}

async function* replayed(seen: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): Bytes {
  try {
    yield* seen;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* gunzipped(packed: Bytes, source: string): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip();
  // What fails here fails in the loop below as well, which tells it.
  const feeding = pipeline(Readable.from(packed, { objectMode: false }), gunzip).catch(() => {});
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
    await feeding;
  } catch (cause) {
    throw isFromZlib(cause) ? damaged(source, cause) : cause;
  }
}

const isFromZlib = (thrown: unknown): thrown is NodeJS.ErrnoException =>
  thrown instanceof Error && String((thrown as NodeJS.ErrnoException).code).startsWith('Z_');

const damaged = (source: string, cause: Error): AppError =>
  new AppError('domain.binary_log', `${source}: expected a whole gzip file, got: ${cause.message}.`, { cause });
