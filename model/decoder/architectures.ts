/** What tells one family of decoders from another; sizes are in `DecoderConfig`. */
export interface Architecture {
  /** Class of Hugging Face transformers that reads the checkpoint. */
  readonly modelClass: string;
  /** What transformers assumes where `config.json` is silent. */
  readonly defaults: Readonly<Record<string, number | boolean>>;
  /** Channels that rotate together: 2i and 2i + 1, or i and i + R / 2. */
  readonly rotaryPairs: 'neighbors' | 'halves';
  /** Whether `attention_bias` stands for a bias of the output projection too. */
  readonly biasesOutput: boolean;
  /** Whether gate and up of the feed-forward block are one product. */
  readonly fusesGateAndUp: boolean;
  /** Whether what a block adds to the residual stream is normed first. */
  readonly normsAfterBlocks: boolean;
}

const glm: Architecture = {
  modelClass: 'GlmForCausalLM',
  defaults: { head_dim: 128, num_key_value_heads: 2, partial_rotary_factor: 0.5, attention_bias: true },
  rotaryPairs: 'neighbors',
  biasesOutput: false,
  fusesGateAndUp: true,
  normsAfterBlocks: false,
};

const llama: Architecture = {
  modelClass: 'LlamaForCausalLM',
  defaults: { partial_rotary_factor: 1, attention_bias: false },
  rotaryPairs: 'halves',
  biasesOutput: true,
  fusesGateAndUp: false,
  normsAfterBlocks: false,
};

/**
 * Architectures by the `model_type` of their `config.json`: `glm` is ChatGLM2, ChatGLM3 and GLM-4 of June 2024,
 * `glm4` is GLM-4 of April 2025.
 *
 * @source Hugging Face transformers 4.57, models/{glm,glm4,llama,qwen2}
 */
export const architectures = {
  glm,
  glm4: { ...glm, modelClass: 'Glm4ForCausalLM', normsAfterBlocks: true },
  llama,
  qwen2: {
    ...llama,
    modelClass: 'Qwen2ForCausalLM',
    defaults: { num_key_value_heads: 32, partial_rotary_factor: 1, attention_bias: true },
    biasesOutput: false,
  },
} as const satisfies Readonly<Record<string, Architecture>>;

export type ArchitectureName = keyof typeof architectures;
