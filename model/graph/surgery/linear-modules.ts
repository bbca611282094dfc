import { intAttribute } from '../attributes.ts';
import { findOutputHead } from '../decoder-convention.ts';
import type { Graph, Node } from '../graph.ts';

/** A product of activations with a constant weight: what checkpoints call a linear module. */
export interface LinearModule {
  /** Where it stands in the checkpoint, as in PEFT: `model.layers.0.self_attn.q_proj`. */
  readonly path: string;
  readonly node: Node;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * The linear modules of a decoder in running order, its output head apart.
 *
 * Paths follow from the names that exporters leave: weights under checkpoint names here, node names such as
 * `/model/layers.0/self_attn/q_proj/MatMul` of Optimum, and those of onnxruntime-genai, which says `attn` for `self_attn`.
 */
export function linearModules(graph: Graph): LinearModule[] {
  const head = findOutputHead(graph)?.nodes[0];
  return graph.nodes.flatMap((node) => {
    const sizes = node === head ? undefined : weightSizes(graph, node);
    return sizes ? [{ path: pathOf(node), node, ...sizes }] : [];
  });
}

function weightSizes(graph: Graph, node: Node): { inputs: number; outputs: number } | undefined {
  if (node.op === 'MatMulNBits') return { inputs: intAttribute(node, 'K', 0), outputs: intAttribute(node, 'N', 0) };
  if (!['MatMul', 'FusedMatMul', 'Gemm'].includes(node.op)) return undefined;
  const [rows, columns, ...rest] = graph.initializers.get(node.inputs[1] ?? '')?.dims ?? [];
  if (rows === undefined || columns === undefined || rest.length > 0) return undefined;
  const isTransposed = intAttribute(node, 'transB', 0) === 1;
  return isTransposed ? { inputs: columns, outputs: rows } : { inputs: rows, outputs: columns };
}

function pathOf({ name, inputs }: Node): string {
  const weight = inputs[1] ?? '';
  const told = /layers\.\d+\./.test(weight) ? weight : name.replaceAll('/', '.').replace(/^\./, '');
  return told.replace(/\.(MatMul|Gemm|weight|qweight)\b.*$/, '').replace(/(layers\.\d+)\.attn\./, '$1.self_attn.');
}
