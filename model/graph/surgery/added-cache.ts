import { intAttribute } from '../attributes.ts';
import { cacheShape, pastNames, presentNames } from '../decoder-convention.ts';
import type { Graph, Node } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';

/** Names of the outputs that {@link withAddedCache} puts in the place of `present.*`. */
export const addedNames = (layer: number): readonly [key: string, value: string] => [
  `added.${layer}.key`,
  `added.${layer}.value`,
];

/**
 * The decoder with the keys and values of the new tokens alone as outputs, `added.*: [batch, G, sequence, D]`, in the place of
 * those of all tokens: what came before is known to who asks, and is most of it. A decoder that does not simply put the new
 * ones behind the old is left as it is.
 */
export function withAddedCache(graph: Graph): Graph {
  const { layers, keyValueHeads, headSize } = cacheShape(graph);
  const made = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const added = new Map<string, { readonly name: string; readonly from: string }>();
  for (let layer = 0; layer < layers; layer += 1) {
    for (const kv of [0, 1] as const) {
      const from = addedTo(pastNames(layer)[kv], presentNames(layer)[kv], made);
      if (from === undefined) return graph;
      added.set(presentNames(layer)[kv], { name: addedNames(layer)[kv], from });
    }
  }
  const b = GraphBuilder.from({ ...graph, outputs: [] });
  for (const output of graph.outputs) {
    const replacement = added.get(output.name);
    if (replacement === undefined) b.output(output);
    else {
      const shape = ['batch', keyValueHeads, 'sequence', headSize];
      b.output({ name: b.named(replacement.name, replacement.from), type: 'float32', shape });
    }
  }
  return b.build(graph.name);
}

/** What is put behind `past` to make `present`. */
function addedTo(past: string, present: string, made: ReadonlyMap<string, Node>): string | undefined {
  let node = made.get(present);
  while (node?.op === 'Identity') node = made.get(node.inputs[0] as string);
  if (node?.op !== 'Concat' || node.inputs.length !== 2 || node.inputs[0] !== past) return undefined;
  return [2, -2].includes(intAttribute(node, 'axis', 0)) ? node.inputs[1] : undefined;
}
