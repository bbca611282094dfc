import { createHash } from 'node:crypto';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '#errors';
import { buildDecoderGraph } from '../glm/decoder-graph.ts';
import { type GlmConfig, glmConfigJson, glmWeightShapes, parseGlmConfig } from '../glm/glm-config.ts';
import { type Graph, type Initializer, isExternal } from '../graph/graph.ts';
import { readOnnx } from '../graph/read-onnx.ts';
import { writeOnnx } from '../graph/write-onnx.ts';
import { readTokenizer, type Tokenizer } from '../tokenizer/tokenizer.ts';
import { readSafetensors, readSafetensorsHeader, writeSafetensors } from '../weights/safetensors.ts';

/**
 * A model folder is a Hugging Face folder: `config.json`, `tokenizer.json`, `generation_config.json` and
 * `onnx/model.onnx` with its constants in `onnx/model.onnx_data`. That data file is itself a safetensors file, and
 * `model.safetensors` is a link to it: one copy of the weights serves ONNX Runtime and Python alike.
 */
const graphFile = 'onnx/model.onnx';
const weightsFile = 'onnx/model.onnx_data';
const checkpointFile = 'model.safetensors';

/** A decoder that is ready to be run or differentiated. */
export interface ModelFolder {
  readonly name: string;
  /** Digest of graph and weights, hexadecimal. */
  readonly sha256: string;
  /** The decoder with its constants in memory. */
  readonly decoder: Graph;
  readonly tokenizer: Tokenizer;
  /** The token that ends an answer. */
  readonly eosId: number;
}

async function read(folder: string, file: string): Promise<Buffer> {
  return readFile(join(folder, file)).catch((cause) => {
    throw missing(folder, file, cause);
  });
}

async function readJson(folder: string, file: string): Promise<Record<string, unknown>> {
  const text = (await read(folder, file)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw missing(folder, file, cause);
  }
}

function missing(folder: string, file: string, cause: unknown): AppError {
  return new AppError('model.folder_missing', `expected a readable ${file} in model folder ${folder}`, {
    hint: 'a model folder has config.json, tokenizer.json, generation_config.json and onnx/model.onnx',
    cause,
  });
}

/**
 * Opens a model folder.
 *
 * @throws AppError `model.folder_missing`, `model.onnx_invalid`, `model.config_invalid`
 */
export async function openModelFolder(folder: string): Promise<ModelFolder> {
  const graphBytes = await read(folder, graphFile);
  const graph = readOnnx(graphBytes, join(folder, graphFile));
  const files = new Map<string, Buffer>();
  for (const { data } of graph.initializers.values()) {
    if (isExternal(data) && !files.has(data.location))
      files.set(data.location, await read(folder, join('onnx', basename(data.location))));
  }
  const digest = createHash('sha256').update(graphBytes);
  for (const bytes of files.values()) digest.update(bytes);
  const { eos_token_id: eosId } = await readJson(folder, 'generation_config.json');
  if (typeof eosId !== 'number') {
    throw new AppError(
      'model.config_invalid',
      `${join(folder, 'generation_config.json')}: eos_token_id: expected one token number, got ${JSON.stringify(eosId)}`,
    );
  }
  return {
    name: basename(folder),
    sha256: digest.digest('hex'),
    decoder: withConstantsInMemory(graph, files),
    tokenizer: await readTokenizer(folder),
    eosId,
  };
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

/**
 * Builds the decoder of a Hugging Face `glm` folder from its `config.json` and `model.safetensors`: the graph that
 * {@link openModelFolder} would find there, for folders that have none yet.
 *
 * @throws AppError `model.folder_missing`, `model.config_invalid`, `model.weights_invalid`, `model.weight_missing`
 */
export async function buildFromCheckpoint(folder: string): Promise<Graph> {
  const config = parseGlmConfig(await readJson(folder, 'config.json'), join(folder, 'config.json'));
  const weights = readSafetensors(await read(folder, checkpointFile), join(folder, checkpointFile));
  for (const [name, dims] of glmWeightShapes(config)) {
    const found = weights.get(name)?.dims.join(', ');
    if (found === dims.join(', ')) continue;
    throw new AppError(
      'model.weight_missing',
      `${folder}: expected ${name} of [${dims.join(', ')}], got ${found ? `[${found}]` : 'none'}`,
    );
  }
  return buildDecoderGraph(config, weights);
}

/**
 * Writes configuration, weights and decoder graph of a GLM model; the tokenizer files are the caller's.
 *
 * @param weights  every tensor of `glmWeightShapes(config)`
 */
export async function writeModelFolder(
  folder: string,
  config: GlmConfig,
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
  await writeFile(join(folder, 'config.json'), json(glmConfigJson(config, tokens)));
  await writeFile(
    join(folder, 'generation_config.json'),
    json({ eos_token_id: tokens.eos, pad_token_id: tokens.pad, do_sample: false }),
  );
  await symlink(weightsFile, join(folder, checkpointFile)).catch((cause) => {
    if (cause.code !== 'EEXIST') throw cause;
  });
}
