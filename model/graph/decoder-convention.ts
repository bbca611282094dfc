import { AppError } from '#errors';
import type { Graph, Node } from './graph.ts';

/** Sizes of a decoder's cache, read off its `past_key_values.*` inputs. */
export interface CacheShape {
  readonly layers: number; // L
  readonly keyValueHeads: number; // G
  readonly headSize: number; // D
}

/** Names of the cache inputs of layer `layer`. */
export const pastNames = (layer: number): readonly [key: string, value: string] => [
  `past_key_values.${layer}.key`,
  `past_key_values.${layer}.value`,
];

/** Names of the cache outputs of layer `layer`. */
export const presentNames = (layer: number): readonly [key: string, value: string] => [
  `present.${layer}.key`,
  `present.${layer}.value`,
];

/**
 * The cache sizes of any decoder in the ordinary convention, `past_key_values.N.key: [batch, G, past, D]`.
 *
 * @throws AppError `model.onnx_invalid` when the graph has no such inputs
 */
export function cacheShape(graph: Graph): CacheShape {
  const layers = graph.inputs.filter((input) => /^past_key_values\.\d+\.key$/.test(input.name)).length;
  const shape = graph.inputs.find((input) => input.name === pastNames(0)[0])?.shape;
  const [keyValueHeads, headSize] = [shape?.[1], shape?.[3]];
  if (typeof keyValueHeads !== 'number' || typeof headSize !== 'number') {
    throw new AppError(
      'model.onnx_invalid',
      `expected inputs past_key_values.N.key of shape [batch, heads, past, size] in graph ${graph.name}, got ${graph.inputs.map((input) => input.name).join(', ')}`,
    );
  }
  const type = graph.inputs.find((input) => input.name === pastNames(0)[0])?.type;
  if (type !== 'float32') {
    throw new AppError('model.onnx_invalid', `expected a cache of type float32 in graph ${graph.name}, got ${type}`, {
      hint: 'export the model with a cache of float32, float16 or bfloat16; its weights may be in 4 or 8 bits',
    });
  }
  return { layers, keyValueHeads, headSize };
}

/** Where the decoder ends and its output head begins. */
export interface OutputHead {
  /** The tensor that the head reads, `[B, S, E]`. */
  readonly hidden: string;
  /** The product that makes the logits, and what is done to each of them afterwards, in running order. */
  readonly nodes: readonly [product: Node, ...rest: Node[]];
}

/** Operators that change each logit by itself: a bias, a scale, a bound, another type. */
const rowwise = new Set(['Identity', 'Cast', 'Add', 'Sub', 'Mul', 'Div', 'Tanh']);

/** Finds the product with a weight that makes `logits`, so that rows can be chosen before it. */
export function findOutputHead(graph: Graph): OutputHead | undefined {
  const isGiven = (name: string): boolean =>
    graph.initializers.has(name) || graph.inputs.some((input) => input.name === name);
  const rest: Node[] = [];
  let tensor = 'logits';
  for (;;) {
    const node = graph.nodes.find(({ outputs }) => outputs.includes(tensor));
    if (!node) return undefined;
    if (node.op === 'MatMul' || node.op === 'FusedMatMul' || node.op === 'MatMulNBits')
      return { hidden: node.inputs[0] as string, nodes: [node, ...rest] };
    const [input, another] = node.inputs.filter((name) => !isGiven(name));
    if (!rowwise.has(node.op) || input === undefined || another !== undefined) return undefined;
    rest.unshift(node);
    tensor = input;
  }
}
