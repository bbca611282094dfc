import type { DecoderConfig } from '../decoder/decoder-config.ts';

/** ChatGLM2-6B. @source its config.json */
export const chatGlm2Config: DecoderConfig = {
  architecture: 'glm',
  vocabularySize: 65_024,
  width: 4096,
  layers: 28,
  heads: 32,
  keyValueHeads: 2,
  headSize: 128,
  feedForwardWidth: 13_696,
  rotaryChannels: 64,
  rotaryBase: 10_000,
  maxPositions: 32_768,
  normEpsilon: 1e-5,
  attentionBias: true,
  tiedEmbedding: false,
};
