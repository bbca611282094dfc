import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openCheckpoint } from '../checkpoint/checkpoint.ts';
import { type DecoderConfig, decoderConfigJson } from '../decoder/decoder-config.ts';
import { buildDecoderGraph } from '../decoder/decoder-graph.ts';
import { float32Initializer, type Graph, type Initializer } from '../graph/graph.ts';
import { writeOnnx } from '../graph/write-onnx.ts';
import { readTokenizer, type Tokenizer } from '../tokenizer/tokenizer.ts';
import { readSafetensorsHeader, writeSafetensors } from '../weights/safetensors.ts';
import { firstFolderFile, missing } from './folder-file.ts';
import { type ModelLimits, readModelLimits } from './model-limits.ts';
import { readGraph, readOperators } from './read-graph.ts';

/**
 * A model folder is a Hugging Face folder: `config.json`, `tokenizer.json`, `generation_config.json` and
 * `onnx/model.onnx` with its constants in `onnx/model.onnx_data`. That data file is itself a safetensors file, and
 * `model.safetensors` is a link to it: one copy of the weights serves ONNX Runtime and Python alike.
 *
 * Folders that Optimum and the model builder of onnxruntime-genai write have the graph at their root.
 */
const graphFile = 'onnx/model.onnx';
const graphFiles = [graphFile, 'model.onnx'];
const weightsFile = 'onnx/model.onnx_data';
const checkpointFile = 'model.safetensors';

/** A decoder that is ready to be run or differentiated. */
export interface ModelFolder extends ModelLimits {
  readonly name: string;
  /** Digest of graph and weights, hexadecimal. */
  readonly sha256: string;
  /** The decoder with its constants in memory. */
  readonly decoder: Graph;
  readonly tokenizer: Tokenizer;
  /** The token that answers to learn from end with: the first of `eosIds`. */
  readonly eosId: number;
}

/**
 * Opens a model folder.
 *
 * @throws AppError `model.folder_missing`, `model.onnx_invalid`, `model.config_invalid`
 */
export async function openModelFolder(folder: string): Promise<ModelFolder> {
  const { graph: decoder, sha256 } = await readGraph(folder, await graphFileOf(folder));
  const { eosIds, maxPositions } = await readModelLimits(folder, decoder);
  const tokenizer = await readTokenizer(folder);
  return { name: basename(folder), sha256, decoder, tokenizer, eosId: eosIds[0], eosIds, maxPositions };
}

/**
 * Reads the operators of a model folder alone: names and sizes of its modules without their weights.
 *
 * @throws AppError `model.folder_missing`, `model.onnx_invalid`
 */
export async function readModelOperators(folder: string): Promise<Graph> {
  return readOperators(folder, await graphFileOf(folder));
}

async function graphFileOf(folder: string): Promise<string> {
  const file = await firstFolderFile(folder, graphFiles);
  if (!file) throw missing(folder, graphFiles.join(' or '));
  return file;
}

/**
 * Builds the decoder of a checkpoint, its weights in memory: the graph that {@link openModelFolder} would find there, for
 * folders that have none yet.
 *
 * @throws AppError as `openCheckpoint`
 */
export async function buildFromCheckpoint(folder: string): Promise<Graph> {
  const { config, tensors, close } = await openCheckpoint(folder);
  try {
    const weights = new Map<string, Initializer>();
    for (const [name, { dims, readRows }] of tensors)
      weights.set(name, float32Initializer(await readRows(0, dims[0] as number), dims));
    return buildDecoderGraph(config, weights);
  } finally {
    await close();
  }
}

/**
 * Writes configuration, weights and graph of a decoder; the tokenizer files are the caller's.
 *
 * @param weights  every tensor of `decoderWeightShapes(config)`
 */
export async function writeModelFolder(
  folder: string,
  config: DecoderConfig,
  weights: ReadonlyMap<string, Initializer>,
  tokens: { eos: number; pad: number },
): Promise<void> {
  await mkdir(join(folder, 'onnx'), { recursive: true });
  const safetensors = writeSafetensors(weights);
  const external = new Map<string, Initializer>();
  for (const [name, { dims, offsetBytes, lengthBytes }] of readSafetensorsHeader(safetensors, weightsFile)) {
    external.set(name, {
      type: 'float32',
      dims,
      data: { location: basename(weightsFile), offset: offsetBytes, length: lengthBytes },
    });
  }
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  await writeFile(join(folder, weightsFile), safetensors);
  await writeFile(join(folder, graphFile), writeOnnx(buildDecoderGraph(config, external)));
  await writeFile(join(folder, 'config.json'), json(decoderConfigJson(config, tokens)));
  await writeFile(
    join(folder, 'generation_config.json'),
    json({ eos_token_id: tokens.eos, pad_token_id: tokens.pad, do_sample: false }),
  );
  await symlink(weightsFile, join(folder, checkpointFile)).catch((cause) => {
    if (cause.code !== 'EEXIST') throw cause;
  });
}
