import type { Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '#errors';
import { type ExternalBytes, type Graph, type Initializer, isExternal } from '../graph/graph.ts';
import { missing } from './folder-file.ts';

/** Bytes that share a buffer at most, where no constant is larger. */
const largestBuffer = 1 << 30;

/** Bytes read at a time: a read of the system is bound to 2 GiB. */
const readBytes = 1 << 26;

/**
 * The graph with the constants that it keeps in other files in memory, in buffers that a file of any size is cut into.
 *
 * @param under  folder that the files are in, below `folder`
 * @param bufferBytes  a constant that is larger has a buffer of its own size
 * @param digest  is given all bytes of the files, in the order in which the graph first refers to them
 * @throws AppError `model.folder_missing`, `model.onnx_invalid` when a file ends before its constants do
 */
export async function readConstants(
  folder: string,
  under: string,
  graph: Graph,
  digest: Hash,
  bufferBytes = largestBuffer,
): Promise<Graph> {
  const places = new Map<string, ExternalBytes[]>();
  for (const { data } of graph.initializers.values()) {
    if (isExternal(data)) places.set(data.location, [...(places.get(data.location) ?? []), data]);
  }
  const parts = new Map<string, readonly FilePart[]>();
  for (const [location, constants] of places) {
    parts.set(location, await readFileParts(folder, join(under, basename(location)), constants, digest, bufferBytes));
  }
  const initializers = [...graph.initializers].map(([name, value]): [string, Initializer] => {
    const { data } = value;
    return [name, isExternal(data) ? { ...value, data: bytesAt(name, data, parts.get(data.location) ?? []) } : value];
  });
  return { ...graph, initializers: new Map(initializers) };
}

/** Bytes of a file from `start` on. */
interface FilePart {
  readonly start: number;
  readonly bytes: Uint8Array;
}

async function readFileParts(
  folder: string,
  file: string,
  constants: readonly ExternalBytes[],
  digest: Hash,
  bufferBytes: number,
): Promise<FilePart[]> {
  const handle = await open(join(folder, file)).catch((cause) => {
    throw missing(folder, file, cause);
  });
  try {
    const { size } = await handle.stat();
    const parts: FilePart[] = [];
    for (const [start, end] of cut(size, constants, bufferBytes)) {
      const bytes = new Uint8Array(end - start);
      for (let done = 0; done < bytes.byteLength; ) {
        const length = Math.min(readBytes, bytes.byteLength - done);
        const { bytesRead } = await handle.read(bytes, done, length, start + done);
        if (bytesRead === 0) throw missing(folder, file, new Error(`it ends at byte ${start + done} of ${size}`));
        digest.update(bytes.subarray(done, done + bytesRead));
        done += bytesRead;
      }
      parts.push({ start, bytes });
    }
    return parts;
  } finally {
    await handle.close();
  }
}

/** Cuts a file between constants, so that each is in one part: [start, end] of the parts. */
function cut(size: number, constants: readonly ExternalBytes[], bufferBytes: number): [number, number][] {
  const parts: [number, number][] = [];
  let start = 0;
  let end = 0;
  for (const { offset, length } of constants.toSorted((a, b) => a.offset - b.offset)) {
    if (offset >= end && offset + length - start > bufferBytes && offset > start && offset < size) {
      parts.push([start, offset]);
      start = offset;
    }
    end = Math.max(end, offset + length);
  }
  if (start < size) parts.push([start, size]);
  return parts;
}

function bytesAt(name: string, { location, offset, length }: ExternalBytes, parts: readonly FilePart[]): Uint8Array {
  const part = parts.findLast(({ start }) => start <= offset);
  const bytes = part?.bytes.subarray(offset - part.start, offset - part.start + length);
  if (bytes?.byteLength === length) return bytes;
  throw new AppError(
    'model.onnx_invalid',
    `constant ${name}: expected ${length} bytes at ${offset} of ${location}, got ${bytes?.byteLength ?? 0}`,
  );
}
