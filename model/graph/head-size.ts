import { intAttribute } from './attributes.ts';
import type { Graph, Node, ValueInfo } from './graph.ts';

/**
 * The same graph with the head size in the shapes of its cache. The model builder of onnxruntime-genai leaves that
 * dimension open, but GroupQueryAttention hands its heads, side by side, to a product with a weight of known height.
 */
export function withHeadSize(graph: Graph): Graph {
  const isOpen = ({ name, shape }: ValueInfo): boolean =>
    /^(past_key_values|present)\.\d+\.(key|value)$/.test(name) && typeof shape?.[3] === 'string';
  if (!graph.inputs.some(isOpen)) return graph;
  const headSize = headSizeOf(graph);
  if (headSize === undefined) return graph;
  const closed = (info: ValueInfo): ValueInfo =>
    isOpen(info) ? { ...info, shape: [...(info.shape ?? []).slice(0, 3), headSize] } : info;
  return { ...graph, inputs: graph.inputs.map(closed), outputs: graph.outputs.map(closed) };
}

function headSizeOf({ nodes, initializers }: Graph): number | undefined {
  const attention = nodes.find((node) => node.op === 'GroupQueryAttention');
  const product = nodes.find((node) => attention && node.inputs[0] === attention.outputs[0]);
  if (!attention || !product) return undefined;
  const heads = intAttribute(attention, 'num_heads', 0);
  const width = heightOf(product, initializers);
  return width && width % heads === 0 ? width / heads : undefined;
}

/** Values that a product reads of each token. */
function heightOf(product: Node, initializers: Graph['initializers']): number | undefined {
  if (product.op === 'MatMulNBits') return intAttribute(product, 'K', 0);
  return product.op === 'MatMul' ? initializers.get(product.inputs[1] ?? '')?.dims[0] : undefined;
}
