import { AppError } from '#errors';

/** Sizes of a GLM-family decoder, under the names of the Hugging Face `glm` configuration they are read from. */
export interface GlmConfig {
  readonly vocabularySize: number; // V
  readonly width: number; // E
  readonly layers: number; // L
  readonly heads: number; // H
  readonly keyValueHeads: number; // G
  readonly headSize: number; // D
  readonly feedForwardWidth: number; // F
  /** Channels of each head that rotate with position, R <= D. */
  readonly rotaryChannels: number;
  readonly rotaryBase: number;
  readonly maxPositions: number;
  readonly normEpsilon: number;
  /** Whether the output head is the input embedding. */
  readonly tiedEmbedding: boolean;
}

/**
 * Reads a Hugging Face `config.json` of model type `glm`.
 *
 * @throws AppError `model.config_invalid` listing every field that is missing or out of range
 */
export function parseGlmConfig(json: Readonly<Record<string, unknown>>, source: string): GlmConfig {
  const faults: string[] = [];
  const number = (key: string, fallback?: number): number => {
    const value = json[key] ?? fallback;
    if (typeof value === 'number' && value > 0) return value;
    faults.push(`${key}: expected a positive number, got ${JSON.stringify(value)}`);
    return 1;
  };
  const size = (key: string, fallback?: number): number => {
    const value = number(key, fallback);
    if (!Number.isInteger(value)) faults.push(`${key}: expected a whole number, got ${value}`);
    return value;
  };
  if (json.model_type !== 'glm') faults.push(`model_type: expected "glm", got ${JSON.stringify(json.model_type)}`);
  if (json.hidden_act !== undefined && json.hidden_act !== 'silu')
    faults.push(`hidden_act: expected "silu", got ${JSON.stringify(json.hidden_act)}`);
  if (json.attention_bias === false)
    faults.push('attention_bias: expected true (the GLM family biases q, k and v), got false');

  const width = size('hidden_size');
  const heads = size('num_attention_heads');
  const headSize = size('head_dim', width / heads);
  const config: GlmConfig = {
    vocabularySize: size('vocab_size'),
    width,
    layers: size('num_hidden_layers'),
    heads,
    keyValueHeads: size('num_key_value_heads', heads),
    headSize,
    feedForwardWidth: size('intermediate_size'),
    rotaryChannels: headSize * number('partial_rotary_factor', 0.5),
    rotaryBase: number('rope_theta', 10_000),
    maxPositions: size('max_position_embeddings'),
    normEpsilon: number('rms_norm_eps'),
    tiedEmbedding: json.tie_word_embeddings === true,
  };
  if (config.heads % config.keyValueHeads !== 0) {
    faults.push(`num_key_value_heads: expected a divisor of ${config.heads} heads, got ${config.keyValueHeads}`);
  }
  if (config.rotaryChannels % 2 !== 0)
    faults.push(`partial_rotary_factor: expected an even number of channels, got ${config.rotaryChannels}`);
  if (faults.length > 0) throw new AppError('model.config_invalid', `${source}: ${faults.join('; ')}`);
  return config;
}

/** The `config.json` that {@link parseGlmConfig} reads back; transformers reads it as `GlmForCausalLM`. */
export function glmConfigJson(config: GlmConfig, tokens: { eos: number; pad: number }): Record<string, unknown> {
  return {
    architectures: ['GlmForCausalLM'],
    model_type: 'glm',
    vocab_size: config.vocabularySize,
    hidden_size: config.width,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.keyValueHeads,
    head_dim: config.headSize,
    intermediate_size: config.feedForwardWidth,
    partial_rotary_factor: config.rotaryChannels / config.headSize,
    rope_theta: config.rotaryBase,
    max_position_embeddings: config.maxPositions,
    rms_norm_eps: config.normEpsilon,
    hidden_act: 'silu',
    attention_bias: true,
    attention_dropout: 0,
    tie_word_embeddings: config.tiedEmbedding,
    eos_token_id: tokens.eos,
    pad_token_id: tokens.pad,
    torch_dtype: 'float32',
    use_cache: true,
  };
}

/** Name and shape of every weight, in checkpoint order and under Hugging Face names; linear weights are `[out, in]`. */
export function glmWeightShapes(config: GlmConfig): ReadonlyMap<string, readonly number[]> {
  const { vocabularySize: V, width: E, feedForwardWidth: F } = config;
  const queryWidth = config.heads * config.headSize;
  const keyWidth = config.keyValueHeads * config.headSize;
  const shapes = new Map<string, readonly number[]>([['model.embed_tokens.weight', [V, E]]]);
  for (let layer = 0; layer < config.layers; layer += 1) {
    const at = `model.layers.${layer}`;
    shapes.set(`${at}.input_layernorm.weight`, [E]);
    shapes.set(`${at}.self_attn.q_proj.weight`, [queryWidth, E]);
    shapes.set(`${at}.self_attn.q_proj.bias`, [queryWidth]);
    shapes.set(`${at}.self_attn.k_proj.weight`, [keyWidth, E]);
    shapes.set(`${at}.self_attn.k_proj.bias`, [keyWidth]);
    shapes.set(`${at}.self_attn.v_proj.weight`, [keyWidth, E]);
    shapes.set(`${at}.self_attn.v_proj.bias`, [keyWidth]);
    shapes.set(`${at}.self_attn.o_proj.weight`, [E, queryWidth]);
    shapes.set(`${at}.post_attention_layernorm.weight`, [E]);
    shapes.set(`${at}.mlp.gate_up_proj.weight`, [2 * F, E]);
    shapes.set(`${at}.mlp.down_proj.weight`, [E, F]);
  }
  shapes.set('model.norm.weight', [E]);
  if (!config.tiedEmbedding) shapes.set('lm_head.weight', [V, E]);
  return shapes;
}
