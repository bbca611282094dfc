import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { AppError } from '#errors';
import { type Graph, type Initializer, isExternal } from '../graph/graph.ts';
import { withHeadSize } from '../graph/head-size.ts';
import { ordinaryDecoder } from '../graph/ordinary-decoder.ts';
import { readOnnx } from '../graph/read-onnx.ts';
import { readFolderFile } from './folder-file.ts';

/**
 * Reads an `.onnx` file of a model folder together with the constants that it keeps in files beside it.
 *
 * @returns the graph in the ordinary convention, its constants in memory and the sizes of its cache known, and the
 *          digest of all files read, hexadecimal
 * @throws AppError `model.folder_missing`, `model.onnx_invalid`
 */
export async function readGraph(folder: string, file: string): Promise<{ graph: Graph; sha256: string }> {
  const bytes = await readFolderFile(folder, file);
  const graph = readOnnx(bytes, join(folder, file));
  const digest = createHash('sha256').update(bytes);
  const files = new Map<string, Buffer>();
  for (const { data } of graph.initializers.values()) {
    if (!isExternal(data) || files.has(data.location)) continue;
    const beside = await readFolderFile(folder, join(dirname(file), basename(data.location)));
    files.set(data.location, beside);
    digest.update(beside);
  }
  const decoder = ordinaryDecoder(withHeadSize(withConstantsInMemory(graph, files)));
  return { graph: decoder, sha256: digest.digest('hex') };
}

function withConstantsInMemory(graph: Graph, files: ReadonlyMap<string, Uint8Array>): Graph {
  const initializers = [...graph.initializers].map(([name, value]): [string, Initializer] => {
    const { data } = value;
    if (!isExternal(data)) return [name, value];
    const bytes = files.get(data.location)?.subarray(data.offset, data.offset + data.length);
    if (bytes?.byteLength !== data.length) {
      throw new AppError(
        'model.onnx_invalid',
        `constant ${name}: expected ${data.length} bytes at ${data.offset} of ${data.location}, got ${bytes?.byteLength ?? 0}`,
      );
    }
    return [name, { ...value, data: bytes }];
  });
  return { ...graph, initializers: new Map(initializers) };
}
