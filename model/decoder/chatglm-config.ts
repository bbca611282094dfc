import { ConfigFields } from './config-fields.ts';
import type { DecoderConfig } from './decoder-config.ts';

/**
 * The `glm` decoder that a `config.json` of ChatGLM2-6B, ChatGLM3-6B or GLM-4-9B-chat in its first layout stands for
 * (`model_type` `chatglm`). What that model's own code would assume differs from what was published, so nothing that
 * decides is assumed here.
 *
 * @throws AppError `model.config_invalid` listing every field that is missing or tells of another model
 * @source configuration_chatglm.py and modeling_chatglm.py of ChatGLM2-6B and ChatGLM3-6B; checked against Hugging Face
 *         transformers in golden-chatglm.test.ts
 */
export function parseChatGlmConfig(json: Readonly<Record<string, unknown>>, source: string): DecoderConfig {
  const fields = new ConfigFields((key) => json[key]);
  for (const [key, expected] of Object.entries(onlyForm)) fields.expectIfTold(key, expected);
  if (json.multi_query_attention !== true) fields.fault('multi_query_attention', 'true', json.multi_query_attention);
  if (typeof json.add_qkv_bias !== 'boolean') fields.fault('add_qkv_bias', 'true or false', json.add_qkv_bias);

  const headSize = fields.size('kv_channels');
  const config: DecoderConfig = {
    architecture: 'glm',
    vocabularySize: fields.size('padded_vocab_size'),
    width: fields.size('hidden_size'),
    layers: fields.size('num_layers'),
    heads: fields.size('num_attention_heads'),
    keyValueHeads: fields.size('multi_query_group_num'),
    headSize,
    feedForwardWidth: fields.size('ffn_hidden_size'),
    rotaryChannels: headSize / 2,
    rotaryBase: 10_000 * fields.number('rope_ratio', 1),
    maxPositions: fields.size('seq_length'),
    normEpsilon: fields.number('layernorm_epsilon'),
    attentionBias: json.add_qkv_bias === true,
    tiedEmbedding: false,
  };
  if (config.heads % config.keyValueHeads !== 0)
    fields.fault('multi_query_group_num', `a divisor of ${config.heads} heads`, config.keyValueHeads);
  if (headSize % 4 !== 0) fields.fault('kv_channels', 'a multiple of 4', headSize);
  if (json.quantization_bit) fields.fault('quantization_bit', '0', json.quantization_bit);
  if (interpolatesPositions(json)) fields.fault('rope_ratio', '1 for ChatGLM2', json.rope_ratio);
  fields.throwFaults(source, json.quantization_bit ? unquantizedHint : undefined);
  return config;
}

/** Fields that may tell nothing else: the rest was never published, and the graph does not have it. */
const onlyForm = {
  rmsnorm: true,
  post_layer_norm: true,
  add_bias_linear: false,
  apply_residual_connection_post_layernorm: false,
  tie_word_embeddings: false,
} as const;

const unquantizedHint = 'take the checkpoint in half precision (chatglm2-6b, not chatglm2-6b-int4); import quantizes';

/**
 * True for ChatGLM2-6B-32K: the code that comes with it divides positions by `rope_ratio`, where that of later models
 * multiplies the base. Only the name tells them apart.
 */
function interpolatesPositions({ _name_or_path, rope_ratio }: Readonly<Record<string, unknown>>): boolean {
  return /chatglm2/i.test(String(_name_or_path)) && ![undefined, null, 1].includes(rope_ratio as number);
}
