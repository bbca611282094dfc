import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Graph } from '../graph/graph.ts';
import { withHeadSize } from '../graph/head-size.ts';
import { inFloat32 } from '../graph/in-float32.ts';
import { ordinaryDecoder } from '../graph/ordinary-decoder.ts';
import { readOnnx } from '../graph/read-onnx.ts';
import { readFolderFile } from './folder-file.ts';
import { readConstants } from './read-constants.ts';

/**
 * Reads an `.onnx` file of a model folder together with the constants that it keeps in files beside it.
 *
 * @returns the graph in the ordinary convention and in float32, its constants in memory and the sizes of its cache
 *          known, and the digest of all files read, hexadecimal
 * @throws AppError `model.folder_missing`, `model.onnx_invalid`
 */
export async function readGraph(folder: string, file: string): Promise<{ graph: Graph; sha256: string }> {
  const bytes = await readFolderFile(folder, file);
  const digest = createHash('sha256').update(bytes);
  const graph = await readConstants(folder, dirname(file), readOnnx(bytes, join(folder, file)), digest);
  return { graph: ordinaryDecoder(withHeadSize(inFloat32(graph))), sha256: digest.digest('hex') };
}

/**
 * Reads the operators of an `.onnx` file alone; constants beside it stay there.
 *
 * @throws AppError `model.folder_missing`, `model.onnx_invalid`
 */
export async function readOperators(folder: string, file: string): Promise<Graph> {
  const bytes = await readFolderFile(folder, file);
  return ordinaryDecoder(withHeadSize(inFloat32(readOnnx(bytes, join(folder, file)))));
}
