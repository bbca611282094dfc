import { AppError } from '#errors';
import { type Architecture, type ArchitectureName, architectures } from './architectures.ts';

/** Architecture and sizes of a decoder, read from a Hugging Face `config.json`. */
export interface DecoderConfig {
  readonly architecture: ArchitectureName;
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
  /** Whether the projections of attention have biases. */
  readonly attentionBias: boolean;
  /** Whether the output head is the input embedding. */
  readonly tiedEmbedding: boolean;
}

/**
 * Reads a Hugging Face `config.json` of one of the known architectures.
 *
 * @throws AppError `model.config_invalid` listing every field that is missing or out of range
 */
export function parseDecoderConfig(json: Readonly<Record<string, unknown>>, source: string): DecoderConfig {
  const faults: string[] = [];
  const expect = (key: string, expected: string, got: unknown): void => {
    faults.push(`${key}: expected ${expected}, got ${JSON.stringify(got)}`);
  };
  const architecture = Object.hasOwn(architectures, String(json.model_type))
    ? (json.model_type as ArchitectureName)
    : undefined;
  if (!architecture) expect('model_type', `one of ${Object.keys(architectures).join(', ')}`, json.model_type);
  const { defaults }: Architecture = architectures[architecture ?? 'glm'];
  const rotary = rotaryParameters(json);
  const told = (key: string): unknown => json[key] ?? rotary[key] ?? defaults[key];

  const number = (key: string, fallback?: number): number => {
    const value = told(key) ?? fallback;
    if (typeof value === 'number' && value > 0) return value;
    expect(key, 'a positive number', value);
    return 1;
  };
  const size = (key: string, fallback?: number): number => {
    const value = number(key, fallback);
    if (!Number.isInteger(value)) expect(key, 'a whole number', value);
    return value;
  };
  const refuse = (key: string, expected: unknown, got: unknown): void => {
    if (got !== undefined && got !== null && got !== expected) expect(key, JSON.stringify(expected), got);
  };
  refuse('hidden_act', 'silu', json.hidden_act);
  refuse('mlp_bias', false, json.mlp_bias);
  refuse('use_sliding_window', false, json.use_sliding_window);
  refuse('rope_type', 'default', rotary.rope_type ?? rotary.type);

  const width = size('hidden_size');
  const heads = size('num_attention_heads');
  const headSize = size('head_dim', width / heads);
  const config: DecoderConfig = {
    architecture: architecture ?? 'glm',
    vocabularySize: size('vocab_size'),
    width,
    layers: size('num_hidden_layers'),
    heads,
    keyValueHeads: size('num_key_value_heads', heads),
    headSize,
    feedForwardWidth: size('intermediate_size'),
    rotaryChannels: headSize * number('partial_rotary_factor'),
    rotaryBase: number('rope_theta', 10_000),
    maxPositions: size('max_position_embeddings'),
    normEpsilon: number('rms_norm_eps'),
    attentionBias: told('attention_bias') === true,
    tiedEmbedding: json.tie_word_embeddings === true,
  };
  if (config.heads % config.keyValueHeads !== 0)
    expect('num_key_value_heads', `a divisor of ${config.heads} heads`, config.keyValueHeads);
  if (config.rotaryChannels % 2 !== 0)
    expect('partial_rotary_factor', 'an even number of channels', config.rotaryChannels);
  if (faults.length > 0) throw new AppError('model.config_invalid', `${source}: ${faults.join('; ')}`);
  return config;
}

/** `rope_parameters` of transformers 5 holds what 4 kept beside it and in `rope_scaling`. */
function rotaryParameters(json: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return (json.rope_parameters ?? json.rope_scaling ?? {}) as Readonly<Record<string, unknown>>;
}

/** The `config.json` that {@link parseDecoderConfig} and transformers read. */
export function decoderConfigJson(
  config: DecoderConfig,
  tokens: { eos: number; pad: number },
): Record<string, unknown> {
  return {
    architectures: [architectures[config.architecture].modelClass],
    model_type: config.architecture,
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
    attention_bias: config.attentionBias,
    attention_dropout: 0,
    tie_word_embeddings: config.tiedEmbedding,
    eos_token_id: tokens.eos,
    pad_token_id: tokens.pad,
    torch_dtype: 'float32',
    use_cache: true,
  };
}
