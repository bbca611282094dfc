import { float32Values, type Initializer } from '../graph/graph.ts';
import { countOf } from '../weights/numbers.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { decoderWeightShapes } from './weight-shapes.ts';

/**
 * Weights to start pretraining a `glm` from: normally distributed, a product keeping the scale of what it reads (deviation
 * 1 / sqrt(inputs)), those into the residual stream divided by its depth.
 *
 * The heads of the first layer begin by looking at the token 1, 2, 3, ... places back: copying and looking up are
 * built on that, and training finds it late at this size (docs/decisions/0004-pretraining.md).
 */
export function randomGlmWeights(config: DecoderConfig, normal: () => number): Map<string, Initializer> {
  const weights = new Map<string, Initializer>();
  for (const [name, dims] of decoderWeightShapes(config)) {
    const depth = /o_proj|down_proj/.test(name) ? 2 * config.layers : 1;
    const deviation = 1 / Math.sqrt((dims[1] ?? 1) * depth);
    const value = (): number => (name.includes('norm') ? 1 : name.endsWith('.bias') ? 0 : deviation * normal());
    const values = Float32Array.from({ length: countOf(dims) }, value);
    weights.set(name, { type: 'float32', dims, data: new Uint8Array(values.buffer) });
  }
  lookBack(config, weights);
  return weights;
}

/** Length of a pair's bias: attention to the chosen place about e^3 times that of its neighbors. */
const pairLength = 6;
/** Fastest rotating pairs, which tell neighboring places apart. */
const pairs = 6;

/**
 * Query and key biases whose product depends on the distance of two tokens alone and is largest at h + 1 for head h:
 * rotated by their positions m and n, (cos a, -sin a) . R(n - m) (1, 0) = cos(a - (m - n) theta), a = (h + 1) theta.
 */
function lookBack(config: DecoderConfig, weights: ReadonlyMap<string, Initializer>): void {
  const bias = (projection: string): Float32Array =>
    float32Values(weights.get(`model.layers.0.self_attn.${projection}_proj.bias`) as Initializer);
  const [query, key] = [bias('q'), bias('k')];
  for (let pair = 0; pair < Math.min(pairs, config.rotaryChannels / 2); pair += 1) {
    const thetaRad = config.rotaryBase ** ((-2 * pair) / config.rotaryChannels);
    for (let group = 0; group < config.keyValueHeads; group += 1) key[group * config.headSize + 2 * pair] = pairLength;
    for (let head = 0; head < config.heads; head += 1) {
      const at = head * config.headSize + 2 * pair;
      query[at] = pairLength * Math.cos((head + 1) * thetaRad);
      query[at + 1] = -pairLength * Math.sin((head + 1) * thetaRad);
    }
  }
}
