import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DecoderConfig } from '../decoder/decoder-config.ts';
import { decoderWeightShapes } from '../decoder/weight-shapes.ts';
import { writeModelFolder } from '../folder/model-folder.ts';
import { float32Initializer, type Initializer } from '../graph/graph.ts';

/** Sizes of a GLM that runs in milliseconds; no two of them are equal where a mix-up could hide. */
export const tinyConfig: DecoderConfig = {
  architecture: 'glm',
  vocabularySize: 40,
  width: 20,
  layers: 2,
  heads: 6,
  keyValueHeads: 2,
  headSize: 8,
  feedForwardWidth: 28,
  rotaryChannels: 4,
  rotaryBase: 100,
  maxPositions: 128,
  normEpsilon: 1e-5,
  attentionBias: true,
  tiedEmbedding: true,
};

/** A seeded stream of standard normal numbers: sums of twelve uniform ones from a linear congruence. */
export function seededNormal(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, -6);
}

/** Weights large enough that every part of the model shows in its logits; no bias is 0 and no norm is 1. */
export function tinyWeights(config: DecoderConfig, seed = 1): Map<string, Initializer> {
  const normal = seededNormal(seed);
  return new Map(
    [...decoderWeightShapes(config)].map(([name, dims]) => {
      const center = name.includes('norm') ? 1 : 0;
      const count = dims.reduce((product, size) => product * size, 1);
      return [
        name,
        float32Initializer(
          Float32Array.from({ length: count }, () => center + 0.3 * normal()),
          dims,
        ),
      ];
    }),
  );
}

/** What tells when a thing is no longer needed: a test, or the hooks of a whole file. */
interface Owner {
  after(clean: () => Promise<void>): void;
}

/** A folder that is gone when its owner ends. */
export async function temporaryFolder(owner: Owner): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'noncoop-'));
  owner.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** A tiny model with the tokenizer of glm-nano, in a folder that is gone when its owner ends. */
export async function writeTinyModel(owner: Owner, sizes: DecoderConfig = tinyConfig): Promise<string> {
  const folder = await temporaryFolder(owner);
  const config = { ...sizes, vocabularySize: 2048 };
  await writeModelFolder(folder, config, tinyWeights(config), { eos: 0, pad: 1 });
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) {
    await copyFile(fileURLToPath(new URL(`../../data/models/glm-nano/${file}`, import.meta.url)), join(folder, file));
  }
  return folder;
}
