import type { Graph, Node } from '../graph.ts';

/** Inputs that hold learned numbers, by operator: matrices, embeddings, norms. */
const weightInputs: Readonly<Record<string, readonly number[]>> = {
  MatMul: [0, 1],
  FusedMatMul: [0, 1],
  Gemm: [1, 2],
  Gather: [0],
  SimplifiedLayerNormalization: [1],
  SkipSimplifiedLayerNormalization: [2],
  RMSNormalization: [1],
  LayerNormalization: [1, 2],
  Add: [0, 1],
  Mul: [0, 1],
};

/**
 * Names of the float32 constants of a decoder that are learned when all of it is: weights, biases and norms, as the
 * operators that read them tell. Scalars, masks and tables of rotations are none.
 */
export function trainableWeights(graph: Graph): string[] {
  const isWeight = (name: string, node: Node): boolean => {
    const constant = graph.initializers.get(name);
    if (constant?.type !== 'float32') return false;
    const sizes = constant.dims.filter((size) => size > 1).length;
    return ['Add', 'Mul'].includes(node.op) ? sizes === 1 && constant.dims.length === 1 : sizes > 0;
  };
  const names = graph.nodes.flatMap((node) =>
    (weightInputs[node.op] ?? []).map((i) => node.inputs[i] ?? '').filter((name) => isWeight(name, node)),
  );
  return [...new Set(names)];
}
