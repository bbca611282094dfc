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
  return { layers, keyValueHeads, headSize };
}

/** Where the decoder ends and its output head begins. */
export interface OutputHead {
  /** The tensor that the head reads, `[B, S, E]`. */
  readonly hidden: string;
  /** The product that makes the logits. */
  readonly product: Node;
}

/** Finds the product with a weight that makes `logits`, so that rows can be chosen before it. */
export function findOutputHead(graph: Graph): OutputHead | undefined {
  const maker = (tensor: string): Node | undefined => graph.nodes.find((node) => node.outputs.includes(tensor));
  let node = maker('logits');
  while (node?.op === 'Identity') node = maker(node.inputs[0] as string);
  if (!node || (node.op !== 'MatMul' && node.op !== 'FusedMatMul')) return undefined;
  return { hidden: node.inputs[0] as string, product: node };
}
