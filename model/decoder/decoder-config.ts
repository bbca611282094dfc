import { type Architecture, type ArchitectureName, architectures } from './architectures.ts';
import { ConfigFields } from './config-fields.ts';

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
  const architecture = Object.hasOwn(architectures, String(json.model_type))
    ? (json.model_type as ArchitectureName)
    : undefined;
  const { defaults }: Architecture = architectures[architecture ?? 'glm'];
  const rotary = rotaryParameters(json);
  const told = (key: string): unknown => json[key] ?? rotary[key] ?? defaults[key];
  const fields = new ConfigFields(told);
  if (!architecture) fields.fault('model_type', `one of ${Object.keys(architectures).join(', ')}`, json.model_type);
  fields.expectIfTold('hidden_act', 'silu');
  fields.expectIfTold('mlp_bias', false);
  fields.expectIfTold('use_sliding_window', false);
  fields.expectIfTold('rope_type', 'default', rotary.rope_type ?? rotary.type);

  const width = fields.size('hidden_size');
  const heads = fields.size('num_attention_heads');
  const headSize = fields.size('head_dim', width / heads);
  const config: DecoderConfig = {
    architecture: architecture ?? 'glm',
    vocabularySize: fields.size('vocab_size'),
    width,
    layers: fields.size('num_hidden_layers'),
    heads,
    keyValueHeads: fields.size('num_key_value_heads', heads),
    headSize,
    feedForwardWidth: fields.size('intermediate_size'),
    rotaryChannels: headSize * fields.number('partial_rotary_factor'),
    rotaryBase: fields.number('rope_theta', 10_000),
    maxPositions: fields.size('max_position_embeddings'),
    normEpsilon: fields.number('rms_norm_eps'),
    attentionBias: told('attention_bias') === true,
    tiedEmbedding: json.tie_word_embeddings === true,
  };
  if (config.heads % config.keyValueHeads !== 0)
    fields.fault('num_key_value_heads', `a divisor of ${config.heads} heads`, config.keyValueHeads);
  if (config.rotaryChannels % 2 !== 0)
    fields.fault('partial_rotary_factor', 'an even number of channels', config.rotaryChannels);
  fields.throwFaults(source);
  return config;
}

/** `rope_parameters` of transformers 5 holds what 4 kept beside it and in `rope_scaling`. */
function rotaryParameters(json: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return (json.rope_parameters ?? json.rope_scaling ?? {}) as Readonly<Record<string, unknown>>;
}

/**
 * The `config.json` that {@link parseDecoderConfig}, transformers and transformers.js read. The latter is told which graph
 * to take, `fp32` being its word for `onnx/model.onnx`, and that the weights lie beside it: a browser cannot look.
 */
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
    'transformers.js_config': { dtype: 'fp32', use_external_data_format: true },
  };
}
