import { fileURLToPath } from 'node:url';
import type { DecoderConfig } from '#model';
import { writeTinyModel as writeModel } from '../../model/testing/tiny-glm.ts';

export { temporaryFolder, tinyWeights } from '../../model/testing/tiny-glm.ts';

/** Folder of the shipped base model. */
export const glmNanoFolder = fileURLToPath(new URL('../../data/models/glm-nano', import.meta.url));

/** Sizes of a GLM whose training step takes milliseconds, with room for whole prompts. */
export const tinyConfig: DecoderConfig = {
  architecture: 'glm',
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
  attentionBias: true,
  tiedEmbedding: true,
};

/** Such a model with the tokenizer of glm-nano, in a folder that is gone when its owner ends. */
export const writeTinyModel = (owner: Parameters<typeof writeModel>[0]): Promise<string> =>
  writeModel(owner, tinyConfig);
