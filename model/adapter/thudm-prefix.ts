import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '#errors';
import type { DecoderConfig } from '../decoder/decoder-config.ts';
import { float32Initializer, float32Values } from '../graph/graph.ts';
import { readTorchFile, writeTorchFile } from '../weights/torch-file.ts';
import { assertFinite } from './adapter-fault.ts';
import { type PrefixAdapter, prefixColumns, type TextStart } from './prefix-adapter.ts';

/**
 * Prefixes of ChatGLM's own P-tuning v2: a checkpoint folder whose `pytorch_model.bin` holds the matrix of the prefix
 * encoder, rows and columns as in a PEFT adapter.
 *
 * The keys mean something else: THUDM counts the positions of text from 0, PEFT from P, and prefix keys are rotated by
 * neither. A score depends on the angle between query and key, so a key of one is the key of the other turned by P
 * positions; values are the same.
 *
 * @source THUDM ChatGLM2-6B, ptuning/{main,trainer}.py and modeling_chatglm.py (`PrefixEncoder`, `get_prompt`); checked
 *         against a forward pass in PyTorch in thudm-prefix.test.ts
 */

export const thudmWeightsFile = 'pytorch_model.bin';
const encoder = 'transformer.prefix_encoder.';
const weightName = `${encoder}embedding.weight`;
const textStartRecord = 'text_start';

/** True for the one tensor of a THUDM checkpoint that is the prefix. */
export const isThudmPrefix = (name: string): boolean => name === weightName;

/**
 * Reads a P-tuning v2 checkpoint of THUDM; its keys are turned so that text begins after the prefix.
 *
 * @param config  the model it is to steer
 * @throws AppError `model.adapter_invalid` when the model is no GLM, the file has no plain prefix or one for other
 *         sizes; `model.prefix_convention` when the file says that its keys are not for text from position 0;
 *         `model.pickle_refused` and `model.torch_file_invalid` as `readTorchFile`
 */
export async function readThudmPrefix(folder: string, config: DecoderConfig): Promise<PrefixAdapter> {
  const invalid = (what: string): AppError => new AppError('model.adapter_invalid', `adapter ${folder}: ${what}`);
  assertGlm(config);
  const path = join(folder, thudmWeightsFile);
  const isWanted = (name: string): boolean => {
    if (name.startsWith(encoder) && name !== weightName) {
      throw new AppError(
        'model.adapter_invalid',
        `adapter ${folder}: expected a prefix without projection, got ${name}`,
        { hint: 'save what the prefix encoder gives for its rows as the one tensor embedding.weight' },
      );
    }
    return name === weightName;
  };
  const { tensors, extra } = await readTorchFile(path, isWanted).catch((cause: unknown) => {
    if (cause instanceof AppError) throw cause;
    throw new AppError('model.adapter_invalid', `adapter ${folder}: expected a readable ${thudmWeightsFile}`, {
      cause,
    });
  });
  assertTextStart('zero', extra.get(textStartRecord) ?? 'zero', path);
  const tensor = tensors.get(weightName);
  const columns = prefixColumns(config);
  if (tensor?.dims.length !== 2 || tensor.dims[1] !== columns) {
    throw invalid(
      `expected ${weightName} of [tokens, ${columns}] for ${config.layers} layers, got [${tensor?.dims.join(', ') ?? 'nothing'}]`,
    );
  }
  const prefixTokens = tensor.dims[0] as number;
  const values = turnKeys(float32Values(tensor), prefixTokens, config);
  assertFinite(values, folder, weightName);
  return {
    kind: 'prefix',
    name: basename(folder),
    sha256: await fileDigest(path),
    prefixTokens,
    values,
    textStart: 'afterPrefix',
  };
}

/**
 * Writes a prefix where the loader of THUDM finds it; its keys are turned so that text begins at position 0.
 *
 * @throws AppError `model.prefix_convention` when the keys are not for text after the prefix, `model.adapter_invalid`
 *         when the model is no GLM
 */
export async function writeThudmPrefix(
  folder: string,
  { values, textStart }: { readonly values: Float32Array; readonly textStart: TextStart },
  config: DecoderConfig,
): Promise<void> {
  assertGlm(config);
  assertTextStart('afterPrefix', textStart, `prefix for ${folder}`);
  const columns = prefixColumns(config);
  const prefixTokens = values.length / columns;
  const turned = float32Initializer(turnKeys(values, -prefixTokens, config), [prefixTokens, columns]);
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, thudmWeightsFile),
    writeTorchFile({
      tensors: new Map([[weightName, turned]]),
      extra: new Map([[textStartRecord, 'zero' satisfies TextStart]]),
    }),
  );
}

/** SHA-256 of a file, hexadecimal; a checkpoint can hold a whole model beside the prefix. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function assertGlm({ architecture }: DecoderConfig): void {
  if (architecture !== 'glm')
    throw new AppError('model.adapter_invalid', `expected a glm for a prefix of THUDM, got a ${architecture}`);
}

function assertTextStart(expected: TextStart, got: string, source: string): void {
  if (got !== expected) {
    throw new AppError(
      'model.prefix_convention',
      `${source}: expected keys for text that starts at ${expected}, got ${got}`,
    );
  }
}

/** A prefix matrix with its keys rotated by some positions, as the decoder rotates pairs of neighboring channels. */
function turnKeys(
  values: Float32Array,
  positions: number,
  { keyValueHeads: G, headSize: D, rotaryChannels: R, rotaryBase }: DecoderConfig,
): Float32Array {
  const turned = Float32Array.from(values);
  for (let pair = 0; pair < R; pair += 2) {
    const angleRad = positions * rotaryBase ** (-pair / R);
    const [cos, sin] = [Math.cos(angleRad), Math.sin(angleRad)];
    for (let head = 0; head * D < values.length; head += 1) {
      if (Math.floor(head / G) % 2 === 1) continue; // values
      const at = head * D + pair;
      const [x, y] = [values[at] as number, values[at + 1] as number];
      turned[at] = x * cos - y * sin;
      turned[at + 1] = x * sin + y * cos;
    }
  }
  return turned;
}
