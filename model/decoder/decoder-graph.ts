import { AppError } from '#errors';
import { float32Initializer, type Graph, type Initializer } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { architectures } from './architectures.ts';
import { attention } from './attention.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { decoderWeightShapes } from './weight-shapes.ts';

/**
 * The ONNX graph of a decoder in the ordinary convention:
 * `input_ids, attention_mask, position_ids, past_key_values.N.key|value -> logits, present.N.key|value`.
 *
 * Linear weights keep their checkpoint layout `[out, in]`; `FusedMatMul` reads them transposed, so the weights
 * file serves this graph, its gradient and other programs alike.
 *
 * @param weights  a constant for each name of `decoderWeightShapes`
 * @source ChatGLM2/3 and GLM-4 (RMSNorm, half-rotary positions of neighboring channels, grouped key/value heads, QKV
 *         bias, SwiGLU) and their relatives in `architectures`; checked against an independent implementation in
 *         decoder-graph.test.ts, against Hugging Face transformers in golden-decoders.test.ts
 */
export function buildDecoderGraph(config: DecoderConfig, weights: ReadonlyMap<string, Initializer>): Graph {
  const { width: E, feedForwardWidth: F, keyValueHeads: G, headSize: D } = config;
  const architecture = architectures[config.architecture];
  const shapes = decoderWeightShapes(config);
  const b = new GraphBuilder();
  const weight = (name: string): string => {
    const value = weights.get(name);
    if (!value) throw new AppError('model.weight_missing', `expected a weight ${name}, got none`);
    return b.initializer(name, value);
  };
  const norm = (x: string, name: string): string =>
    b.op('SimplifiedLayerNormalization', [x, weight(name)], {
      axis: -1,
      epsilon: { float: config.normEpsilon },
    });
  const product = (x: string, name: string): string => b.op('FusedMatMul', [x, weight(name)], { transB: 1 });
  const linear = (x: string, name: string): string => {
    const y = product(x, `${name}.weight`);
    return shapes.has(`${name}.bias`) ? b.op('Add', [y, weight(`${name}.bias`)]) : y;
  };
  const ownNorm = (x: string, name: string): string => (architecture.normsAfterBlocks ? norm(x, name) : x);
  const gateAndUp = (x: string, at: string): readonly [gate: string, up: string] => {
    if (!architecture.fusesGateAndUp) return [linear(x, `${at}.gate_proj`), linear(x, `${at}.up_proj`)];
    const fused = linear(x, `${at}.gate_up_proj`); // [B, S, 2F]
    return b.ops('Split', [fused, b.ints([F, F])], 2, { axis: -1 }) as [string, string];
  };

  const inputIds = b.input({ name: 'input_ids', type: 'int64', shape: ['batch', 'sequence'] });
  const mask = b.input({ name: 'attention_mask', type: 'int64', shape: ['batch', 'total'] });
  const positions = b.input({ name: 'position_ids', type: 'int64', shape: ['batch', 'sequence'] });
  const pastShape = ['batch', G, 'past', D];
  const pasts = Array.from({ length: config.layers }, (_, layer) => ({
    key: b.input({ name: `past_key_values.${layer}.key`, type: 'float32', shape: pastShape }),
    value: b.input({ name: `past_key_values.${layer}.value`, type: 'float32', shape: pastShape }),
  }));

  const rotary = rotaryTables(config);
  const shared = {
    positions,
    cos: b.initializer('rotary.cos', rotary.cos),
    sin: b.initializer('rotary.sin', rotary.sin),
    bias: attentionBias(b, inputIds, mask), // [B, 1, 1, S, T]
  };

  let hidden = b.op('Gather', [weight('model.embed_tokens.weight'), inputIds]); // [B, S, E]
  pasts.forEach((past, layer) => {
    const at = `model.layers.${layer}`;
    const normed = norm(hidden, `${at}.input_layernorm.weight`);
    const { output, presentKey, presentValue } = attention(b, config, {
      ...shared,
      query: linear(normed, `${at}.self_attn.q_proj`),
      key: linear(normed, `${at}.self_attn.k_proj`),
      value: linear(normed, `${at}.self_attn.v_proj`),
      pastKey: past.key,
      pastValue: past.value,
    });
    const mixed = ownNorm(linear(output, `${at}.self_attn.o_proj`), `${at}.post_self_attn_layernorm.weight`);
    const attended = b.op('Add', [hidden, mixed]);

    const [gate, up] = gateAndUp(norm(attended, `${at}.post_attention_layernorm.weight`), `${at}.mlp`);
    const swiGlu = b.op('Mul', [b.op('QuickGelu', [gate], { alpha: { float: 1 } }), up]); // [B, S, F]
    const fed = ownNorm(linear(swiGlu, `${at}.mlp.down_proj`), `${at}.post_mlp_layernorm.weight`);
    hidden = b.op('Add', [attended, fed]);

    const presentShape = ['batch', G, 'total', D];
    b.output({ name: b.named(`present.${layer}.key`, presentKey), type: 'float32', shape: presentShape });
    b.output({ name: b.named(`present.${layer}.value`, presentValue), type: 'float32', shape: presentShape });
  });

  const head = config.tiedEmbedding ? 'model.embed_tokens.weight' : 'lm_head.weight';
  const logits = b.named('logits', product(norm(hidden, 'model.norm.weight'), head));
  b.output({ name: logits, type: 'float32', shape: ['batch', 'sequence', config.vocabularySize] });
  return b.build(`${config.architecture}-${config.layers}x${E}`);
}

/** Cosine and sine of every position and rotating pair, `[maxPositions, R / 2]`. */
function rotaryTables({ maxPositions, rotaryChannels: R, rotaryBase }: DecoderConfig): {
  cos: Initializer;
  sin: Initializer;
} {
  const pairs = R / 2;
  const angleRad = (position: number, pair: number): number => position * rotaryBase ** ((-2 * pair) / R);
  const table = (f: (rad: number) => number): Initializer =>
    float32Initializer(
      Float32Array.from({ length: maxPositions * pairs }, (_, i) => f(angleRad(Math.floor(i / pairs), i % pairs))),
      [maxPositions, pairs],
    );
  return { cos: table(Math.cos), sin: table(Math.sin) };
}

/** 0 where a token may look, a large negative number where it may not: padding, and keys after itself. */
function attentionBias(b: GraphBuilder, inputIds: string, mask: string): string {
  const scalar = (x: string): string => b.op('Squeeze', [x, b.ints([0])]);
  const sequence = scalar(b.op('Shape', [inputIds], { start: 1, end: 2 })); // S
  const total = scalar(b.op('Shape', [mask], { start: 1, end: 2 })); // T
  const past = b.op('Sub', [total, sequence]);
  const zero = b.ints([0], []);
  const one = b.ints([1], []);
  const keys = b.op('Range', [zero, total, one]); // [T]
  const rows = b.op('Add', [b.op('Range', [zero, sequence, one]), past]); // [S]
  const causal = b.op('LessOrEqual', [keys, b.op('Unsqueeze', [rows, b.ints([1])])]); // [S, T]
  const present = b.op('Cast', [b.op('Unsqueeze', [mask, b.ints([1, 2, 3])])], { to: 9 }); // [B, 1, 1, 1, T]
  const allowed = b.op('And', [present, causal]); // [B, 1, 1, S, T]
  return b.op('Where', [allowed, b.scalar(0), b.scalar(-1e9)]);
}
