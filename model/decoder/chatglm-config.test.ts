import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatGlm2Config } from '../testing/chatglm2-6b.ts';
import { parseChatGlmConfig } from './chatglm-config.ts';

/** The fields of config.json that ChatGLM2-6B, ChatGLM3-6B and GLM-4-9B-chat are published with, but for names. */
const chatGlm2 = {
  model_type: 'chatglm',
  add_bias_linear: false,
  add_qkv_bias: true,
  apply_query_key_layer_scaling: true,
  apply_residual_connection_post_layernorm: false,
  attention_softmax_in_fp32: true,
  ffn_hidden_size: 13_696,
  fp32_residual_connection: false,
  hidden_size: 4096,
  kv_channels: 128,
  layernorm_epsilon: 1e-5,
  multi_query_attention: true,
  multi_query_group_num: 2,
  num_attention_heads: 32,
  num_layers: 28,
  original_rope: true,
  padded_vocab_size: 65_024,
  post_layer_norm: true,
  quantization_bit: 0,
  rmsnorm: true,
  seq_length: 32_768,
  tie_word_embeddings: false,
};

const refused = (changes: object, message: RegExp, hint?: RegExp): void =>
  assert.throws(() => parseChatGlmConfig({ ...chatGlm2, ...changes }, 'config.json'), {
    code: 'model.config_invalid',
    message,
    ...(hint && { hint }),
  });

test('ChatGLM2-6B, ChatGLM3-6B and GLM-4-9B-chat are one decoder in three sizes', () => {
  assert.deepEqual(parseChatGlmConfig(chatGlm2, 'config.json'), chatGlm2Config);
  assert.deepEqual(parseChatGlmConfig({ ...chatGlm2, seq_length: 8192 }, 'config.json'), {
    ...chatGlm2Config,
    maxPositions: 8192,
  });
  const glm4 = {
    num_layers: 40,
    padded_vocab_size: 151_552,
    seq_length: 131_072,
    layernorm_epsilon: 1.5625e-7,
    rope_ratio: 500,
    quantization_bit: undefined,
  };
  assert.deepEqual(parseChatGlmConfig({ ...chatGlm2, ...glm4 }, 'config.json'), {
    ...chatGlm2Config,
    layers: 40,
    vocabularySize: 151_552,
    maxPositions: 131_072,
    normEpsilon: 1.5625e-7,
    rotaryBase: 5_000_000,
  });
});

test('sizes that the configuration does not tell are asked for, all at once', () => {
  const sizes = [
    'padded_vocab_size',
    'hidden_size',
    'num_layers',
    'num_attention_heads',
    'multi_query_group_num',
    'kv_channels',
    'ffn_hidden_size',
    'seq_length',
    'layernorm_epsilon',
  ];
  const message = new RegExp(sizes.map((key) => `(?=.*${key}: expected a positive number, got undefined)`).join(''));
  refused(Object.fromEntries(sizes.map((key) => [key, undefined])), message);
});

test('what the class of ChatGLM would assume otherwise has to be told', () => {
  refused({ multi_query_attention: undefined }, /multi_query_attention: expected true, got undefined/);
  refused({ add_qkv_bias: undefined }, /add_qkv_bias: expected true or false, got undefined/);
});

test('forms of ChatGLM that the graph does not have are refused by their field', () => {
  refused({ multi_query_attention: false }, /multi_query_attention: expected true, got false/);
  refused({ rmsnorm: false }, /rmsnorm: expected true, got false/);
  refused({ post_layer_norm: false }, /post_layer_norm: expected true, got false/);
  refused({ add_bias_linear: true }, /add_bias_linear: expected false, got true/);
  refused({ tie_word_embeddings: true }, /tie_word_embeddings: expected false, got true/);
  refused(
    { apply_residual_connection_post_layernorm: true },
    /apply_residual_connection_post_layernorm: expected false, got true/,
  );
});

test('a quantized checkpoint is refused with the one to take', () =>
  refused({ quantization_bit: 4 }, /quantization_bit: expected 0, got 4/, /chatglm2-6b, not chatglm2-6b-int4/));

test('sizes that do not go together are refused', () => {
  refused({ multi_query_group_num: 3 }, /multi_query_group_num: expected a divisor of 32 heads, got 3/);
  refused({ kv_channels: 6 }, /kv_channels: expected a multiple of 4, got 6/);
});

test('ChatGLM2-6B-32K is refused: there the ratio divides positions, as it does in no other model', () => {
  refused({ _name_or_path: 'THUDM/chatglm2-6b-32k', rope_ratio: 50 }, /rope_ratio: expected 1 for ChatGLM2, got 50/);
  const chatGlm3 = { ...chatGlm2, _name_or_path: 'THUDM/chatglm3-6b-32k', rope_ratio: 50 };
  assert.equal(parseChatGlmConfig(chatGlm3, 'config.json').rotaryBase, 500_000);
});
