import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '#domain';
import { float32Initializer, type GlmConfig, glmWeightShapes, type Initializer, writeModelFolder } from '#model';

/** Folder of the shipped base model. */
export const glmNanoFolder = fileURLToPath(new URL('../../data/models/glm-nano', import.meta.url));

/** Sizes of a GLM whose training step takes milliseconds. */
export const tinyConfig: GlmConfig = {
  vocabularySize: 32,
  width: 16,
  layers: 2,
  heads: 4,
  keyValueHeads: 2,
  headSize: 8,
  feedForwardWidth: 24,
  rotaryChannels: 4,
  rotaryBase: 10_000,
  maxPositions: 512,
  normEpsilon: 1e-5,
  tiedEmbedding: true,
};

/** Weights large enough that every part of the model shows in its logits; no bias is 0 and no norm is 1. */
export function tinyWeights(config: GlmConfig): Map<string, Initializer> {
  const { normal } = createRandom(1).fork('tiny weights');
  return new Map(
    [...glmWeightShapes(config)].map(([name, dims]) => {
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
export async function writeTinyModel(owner: Owner): Promise<string> {
  const folder = await temporaryFolder(owner);
  const config = { ...tinyConfig, vocabularySize: 1408 };
  await writeModelFolder(folder, config, tinyWeights(config), { eos: 0, pad: 1 });
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    await copyFile(join(glmNanoFolder, file), join(folder, file));
  return folder;
}
