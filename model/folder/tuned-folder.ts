import { copyFile, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Graph, Initializer } from '../graph/graph.ts';
import { withConstantsFor } from '../graph/surgery/constants.ts';
import { writeOnnx } from '../graph/write-onnx.ts';
import { readSafetensorsHeader, writeSafetensors } from '../weights/safetensors.ts';
import { firstFolderFile } from './folder-file.ts';

const graphFile = 'onnx/model.onnx';
const weightsFile = 'onnx/model.onnx_data';
const checkpointFile = 'model.safetensors';

/**
 * Writes a model folder that differs from another in its weights: configuration and tokenizer are copied, the learned
 * weights are a safetensors file of their own beside the graph. Where the other folder has a checkpoint under the same
 * names, `model.safetensors` is a link to them.
 *
 * @param decoder  the decoder of the folder `from`
 * @param weights  float32, by the names of its constants
 */
export async function writeTunedFolder(
  folder: string,
  { from, decoder, weights }: { from: string; decoder: Graph; weights: ReadonlyMap<string, Initializer> },
): Promise<void> {
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(join(fresh, 'onnx'), { recursive: true });
  for (const file of await readdir(from)) {
    if (/\.(json|jinja|txt)$/.test(file) || file === 'tokenizer.model')
      await copyFile(join(from, file), join(fresh, file));
  }
  const bytes = writeSafetensors(weights);
  const places = [...readSafetensorsHeader(bytes, weightsFile)].map(([name, { dims, offsetBytes, lengthBytes }]) => {
    const data = { location: basename(weightsFile), offset: offsetBytes, length: lengthBytes };
    return [name, { type: 'float32', dims, data }] as const;
  });
  await writeFile(join(fresh, weightsFile), bytes);
  await writeFile(join(fresh, graphFile), writeOnnx(withConstantsFor(decoder, new Map(places))));
  if (await firstFolderFile(from, [checkpointFile])) await symlink(weightsFile, join(fresh, checkpointFile));
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
}
