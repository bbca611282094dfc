import type { Graph, Node } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { biasGelu, fastGelu } from './activations.ts';
import { groupQueryAttention } from './group-query-attention.ts';
import { type Lowering, notLowered } from './lowering.ts';
import { matMulNBits } from './mat-mul-n-bits.ts';
import { multiHeadAttention } from './multi-head-attention.ts';
import { rmsNormalization, skipLayerNormalization, skipSimplifiedLayerNormalization } from './norms.ts';
import { rotaryEmbedding } from './rotary.ts';

/** The fused operators of decoder exports, and how each is written in plain ones. */
const lowerings: Readonly<Record<string, Lowering>> = {
  BiasGelu: biasGelu,
  FastGelu: fastGelu,
  GroupQueryAttention: groupQueryAttention,
  MatMulNBits: matMulNBits,
  MultiHeadAttention: multiHeadAttention,
  RMSNormalization: rmsNormalization,
  RotaryEmbedding: rotaryEmbedding,
  SkipLayerNormalization: skipLayerNormalization,
  SkipSimplifiedLayerNormalization: skipSimplifiedLayerNormalization,
};

/** Whether an operator is written in plain ones; a rotation only where it is not the one that has a gradient rule. */
export const isFused = ({ op }: Node): boolean => op in lowerings;

/**
 * The same graph without fused operators that have no gradient rule of their own: what it computes stays the same,
 * names and types of inputs and outputs too.
 *
 * @throws AppError `model.operator_unsupported` for an option of a fused operator that is not known here
 */
export function lowerFusedOperators(graph: Graph): Graph {
  if (!graph.nodes.some((node) => node.op in lowerings)) return graph;
  const b = GraphBuilder.rewriting(graph);
  const sharedTensors = new Map<string, string>();
  const shared = (key: string, make: () => string): string => {
    const name = sharedTensors.get(key) ?? make();
    sharedTensors.set(key, name);
    return name;
  };
  const lowered = new Map<string, string>();
  for (const original of graph.nodes) {
    const node = { ...original, inputs: original.inputs.map((name) => lowered.get(name) ?? name) };
    const lowering = lowerings[node.op];
    if (!lowering) {
      b.add(node);
      continue;
    }
    const outputs = lowering({ b, node, shared });
    node.outputs.forEach((name, i) => {
      if (name === '') return;
      if (!outputs[i]) throw notLowered(node, `no output ${i}`, name);
      lowered.set(name, outputs[i]);
    });
  }
  for (const output of graph.outputs) {
    const made = lowered.get(output.name);
    if (made && made !== output.name) b.named(output.name, made);
    b.output(output);
  }
  return b.build(graph.name);
}
