import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatGlm2Config } from '../testing/chatglm2-6b.ts';
import { tinyConfig } from '../testing/tiny-glm.ts';
import { type DecoderConfig, decoderConfigJson, parseDecoderConfig } from './decoder-config.ts';
import { decoderWeightShapes } from './weight-shapes.ts';

const json = decoderConfigJson(tinyConfig, { eos: 0, pad: 1 });
const faultsOf = (changes: object): string => {
  try {
    parseDecoderConfig({ ...json, ...changes }, 'config.json');
  } catch (error) {
    assert.equal((error as { code: string }).code, 'model.config_invalid');
    return (error as Error).message;
  }
  return '';
};

test('a configuration that was written is read back the same', () => {
  const others: DecoderConfig[] = [
    { ...tinyConfig, tiedEmbedding: false, rotaryChannels: 8 },
    { ...tinyConfig, architecture: 'llama', attentionBias: false },
    { ...tinyConfig, architecture: 'qwen2' },
  ];
  for (const config of [tinyConfig, ...others]) {
    assert.deepEqual(parseDecoderConfig(decoderConfigJson(config, { eos: 0, pad: 1 }), 'config.json'), config);
  }
});

/** What the fields that a configuration may leave out become, by architecture. */
function defaultsOf(model_type: string): Partial<DecoderConfig> {
  const optional = ['num_key_value_heads', 'head_dim', 'partial_rotary_factor', 'rope_theta', 'attention_bias'];
  const required = Object.entries(json).filter(([key]) => ![...optional, 'tie_word_embeddings'].includes(key));
  const told = { ...Object.fromEntries(required), model_type, hidden_size: 256, num_attention_heads: 32 };
  const { keyValueHeads, headSize, rotaryChannels, rotaryBase, attentionBias, tiedEmbedding } = parseDecoderConfig(
    told,
    'config.json',
  );
  return { keyValueHeads, headSize, rotaryChannels, rotaryBase, attentionBias, tiedEmbedding };
}

test('what a configuration may leave out has the defaults of Hugging Face', () => {
  // transformers 4.57.6, the signatures of GlmConfig, Glm4Config, LlamaConfig and Qwen2Config.
  const common = { rotaryBase: 10_000, tiedEmbedding: false };
  const glm = { ...common, keyValueHeads: 2, headSize: 128, rotaryChannels: 64, attentionBias: true };
  const llama = { ...common, keyValueHeads: 32, headSize: 8, rotaryChannels: 8, attentionBias: false };
  assert.deepEqual(defaultsOf('glm'), glm);
  assert.deepEqual(defaultsOf('glm4'), glm);
  assert.deepEqual(defaultsOf('llama'), llama);
  assert.deepEqual(defaultsOf('qwen2'), { ...llama, attentionBias: true });
});

test('rotary parameters are read where transformers 5 writes them', () => {
  const { rope_theta, partial_rotary_factor, ...others } = json;
  const told = { ...others, rope_parameters: { rope_type: 'default', rope_theta, partial_rotary_factor } };
  assert.deepEqual(parseDecoderConfig(told, 'config.json'), tinyConfig);
});

test('what the graph does not have is refused by its name', () => {
  assert.match(
    faultsOf({ rope_scaling: { rope_type: 'llama3', factor: 8 } }),
    /rope_type: expected "default", got "llama3"/,
  );
  assert.match(
    faultsOf({ rope_scaling: { type: 'linear', factor: 2 } }),
    /rope_type: expected "default", got "linear"/,
  );
  assert.match(faultsOf({ use_sliding_window: true }), /use_sliding_window: expected false, got true/);
  assert.match(faultsOf({ mlp_bias: true }), /mlp_bias: expected false, got true/);
  assert.equal(faultsOf({ rope_scaling: null, use_sliding_window: false, mlp_bias: false }), '');
});

test('all faults are listed at once, each with what was expected and got', () => {
  const message = faultsOf({
    model_type: 'gpt2',
    hidden_act: 'gelu',
    hidden_size: 'wide',
    vocab_size: -1,
    num_hidden_layers: null,
    rms_norm_eps: 0,
  });
  for (const fault of [
    /^config\.json: /,
    /model_type: expected one of glm, glm4, llama, qwen2, got "gpt2"/,
    /hidden_act: expected "silu", got "gelu"/,
    /hidden_size: expected a positive number, got "wide"/,
    /vocab_size: expected a positive number, got -1/,
    /num_hidden_layers: expected a positive number, got undefined/,
    /rms_norm_eps: expected a positive number, got 0/,
  ]) {
    assert.match(message, fault);
  }
});

test('heads that do not divide among the key heads are refused', () => {
  assert.match(faultsOf({ num_key_value_heads: 4 }), /num_key_value_heads: expected a divisor of 6 heads, got 4/);
});

test('an odd number of rotating channels is refused', () => {
  assert.match(
    faultsOf({ partial_rotary_factor: 0.375 }),
    /partial_rotary_factor: expected an even number of channels, got 3/,
  );
});

test('sizes that are not whole are refused', () => {
  assert.match(
    faultsOf({ model_type: 'llama', num_attention_heads: 3, head_dim: undefined }),
    /head_dim: expected a whole number, got 6\.66/,
  );
  assert.match(faultsOf({ num_hidden_layers: 1.5 }), /num_hidden_layers: expected a whole number, got 1\.5/);
});

test('the weights of ChatGLM2-6B sizes have the shapes of its checkpoint', () => {
  // pytorch_model.bin.index.json of ChatGLM2-6B; the fused query_key_value [4608, 4096] is q, k and v apart here.
  const shapes = decoderWeightShapes(chatGlm2Config);
  assert.deepEqual(shapes.get('model.layers.27.self_attn.q_proj.weight'), [4096, 4096]);
  assert.deepEqual(shapes.get('model.layers.27.self_attn.k_proj.weight'), [256, 4096]);
  assert.deepEqual(shapes.get('model.layers.27.self_attn.v_proj.bias'), [256]);
  assert.deepEqual(shapes.get('model.layers.27.mlp.gate_up_proj.weight'), [27_392, 4096]);
  assert.deepEqual(shapes.get('model.layers.27.mlp.down_proj.weight'), [4096, 13_696]);
  assert.deepEqual(shapes.get('lm_head.weight'), [65_024, 4096]);
  // total_size of the index, 12,487,168,064 bytes, holds the float16 weights and inv_freq of 32 channels.
  const values = [...shapes.values()].reduce((sum, dims) => sum + dims.reduce((product, size) => product * size, 1), 0);
  assert.equal(2 * (values + 32), 12_487_168_064);
});
