import { float32Initializer, type Graph, type Initializer } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import type { DecoderWeight } from '../quantization/block-quantized-weight.ts';
import { architectures } from './architectures.ts';
import { plainAttention } from './attention.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { DecoderWeights } from './decoder-weights.ts';
import { fusedAttention } from './fused-attention.ts';
import { fusedStream, plainStream, rmsNorm } from './residual-stream.ts';

/** How a decoder is written: what each pair of operators is fused into, if anything. */
interface Form {
  readonly stream: typeof plainStream;
  readonly attention: typeof plainAttention;
}

/**
 * The ONNX graph of a decoder in the ordinary convention:
 * `input_ids, attention_mask, position_ids, past_key_values.N.key|value -> logits, present.N.key|value`.
 *
 * Linear weights keep their checkpoint layout `[out, in]`; `FusedMatMul` reads them transposed, so the weights
 * file serves this graph, its gradient and other programs alike.
 *
 * @param weights  one for each name of `decoderWeightShapes`
 * @throws AppError `model.weight_missing`
 * @source ChatGLM2/3 and GLM-4 (RMSNorm, half-rotary positions of neighboring channels, grouped key/value heads, QKV
 *         bias, SwiGLU) and their relatives in `architectures`; checked against an independent implementation in
 *         decoder-graph.test.ts, against Hugging Face transformers in golden-decoders.test.ts
 */
export function buildDecoderGraph(config: DecoderConfig, weights: ReadonlyMap<string, DecoderWeight>): Graph {
  return writeDecoder(config, weights, { stream: plainStream, attention: plainAttention });
}

/**
 * The same decoder for inference: attention in one operator, each addition and norm in another. `lowerFusedOperators` takes
 * it apart for training, so one file serves both. Several rows with a cache take one new token at a time.
 *
 * @param config  one for which {@link whyNotFused} has no answer
 * @source compared with the plain graph in inference-graph.test.ts
 */
export function buildInferenceGraph(config: DecoderConfig, weights: ReadonlyMap<string, DecoderWeight>): Graph {
  return writeDecoder(config, weights, { stream: fusedStream, attention: fusedAttention });
}

function writeDecoder(config: DecoderConfig, weights: ReadonlyMap<string, DecoderWeight>, form: Form): Graph {
  const { width: E, keyValueHeads: G, headSize: D, normEpsilon } = config;
  const { normsAfterBlocks } = architectures[config.architecture];
  const b = new GraphBuilder();
  const w = new DecoderWeights(b, config, weights);
  const ownNorm = (x: string, name: string): string =>
    normsAfterBlocks ? rmsNorm(b, x, w.floats(name), normEpsilon) : x;

  const inputIds = b.input({ name: 'input_ids', type: 'int64', shape: ['batch', 'sequence'] });
  const mask = b.input({ name: 'attention_mask', type: 'int64', shape: ['batch', 'total'] });
  const positions = b.input({ name: 'position_ids', type: 'int64', shape: ['batch', 'sequence'] });
  const pastShape = ['batch', G, 'past', D];
  const pasts = Array.from({ length: config.layers }, (_, layer) => ({
    pastKey: b.input({ name: `past_key_values.${layer}.key`, type: 'float32', shape: pastShape }),
    pastValue: b.input({ name: `past_key_values.${layer}.value`, type: 'float32', shape: pastShape }),
  }));

  const rotary = rotaryTables(config);
  const cos = b.initializer('rotary.cos', rotary.cos);
  const sin = b.initializer('rotary.sin', rotary.sin);
  const attention = form.attention(b, config, { inputIds, mask, positions, cos, sin });

  const stream = form.stream(b, w.rows('model.embed_tokens.weight', inputIds), normEpsilon);
  pasts.forEach((past, layer) => {
    const at = `model.layers.${layer}`;
    const normed = stream.normed(w.floats(`${at}.input_layernorm.weight`));
    const { output, presentKey, presentValue } = attention({
      query: w.linear(normed, `${at}.self_attn.q_proj`),
      key: w.linear(normed, `${at}.self_attn.k_proj`),
      value: w.linear(normed, `${at}.self_attn.v_proj`),
      ...past,
    });
    stream.add(ownNorm(w.linear(output, `${at}.self_attn.o_proj`), `${at}.post_self_attn_layernorm.weight`));

    const fed = feedForward(
      b,
      w,
      config,
      stream.normed(w.floats(`${at}.post_attention_layernorm.weight`)),
      `${at}.mlp`,
    );
    stream.add(ownNorm(fed, `${at}.post_mlp_layernorm.weight`));

    const presentShape = ['batch', G, 'total', D];
    b.output({ name: b.named(`present.${layer}.key`, presentKey), type: 'float32', shape: presentShape });
    b.output({ name: b.named(`present.${layer}.value`, presentValue), type: 'float32', shape: presentShape });
  });

  const head = config.tiedEmbedding ? 'model.embed_tokens.weight' : 'lm_head.weight';
  const logits = b.named('logits', w.product(stream.normed(w.floats('model.norm.weight')), head));
  b.output({ name: logits, type: 'float32', shape: ['batch', 'sequence', config.vocabularySize] });
  return b.build(`${config.architecture}-${config.layers}x${E}`);
}

/** SwiGLU: [B, S, E] to [B, S, E] through F channels. */
function feedForward(
  b: GraphBuilder,
  w: DecoderWeights,
  { architecture, feedForwardWidth: F }: DecoderConfig,
  x: string,
  at: string,
): string {
  const gateAndUp = (): readonly [gate: string, up: string] => {
    if (!architectures[architecture].fusesGateAndUp)
      return [w.linear(x, `${at}.gate_proj`), w.linear(x, `${at}.up_proj`)];
    const fused = w.linear(x, `${at}.gate_up_proj`); // [B, S, 2F]
    return b.ops('Split', [fused, b.ints([F, F])], 2, { axis: -1 }) as [string, string];
  };
  const [gate, up] = gateAndUp();
  const swiGlu = b.op('Mul', [b.op('QuickGelu', [gate], { alpha: { float: 1 } }), up]); // [B, S, F]
  return w.linear(swiGlu, `${at}.down_proj`);
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
