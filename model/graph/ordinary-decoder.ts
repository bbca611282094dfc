import { type CacheInput, cacheInputs, cacheOutputs } from './cache-layout.ts';
import { tokenInputs, writeDerivedInput } from './derived-inputs.ts';
import type { Graph, ValueInfo } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';

/**
 * A decoder in the ordinary convention, from one that was exported with other names, cache layouts or inputs.
 *
 * Caches become `past_key_values.N.key|value` and `present.N.key|value` of shape [batch, G, tokens, D], further inputs
 * are computed from `attention_mask` and `input_ids`, and what the convention has besides is declared. Inside, all
 * nodes and tensors keep their names. A graph without caches, or one in the convention, is returned as it is.
 *
 * @throws AppError `model.onnx_invalid` for an input that follows from nothing known
 */
export function ordinaryDecoder(graph: Graph): Graph {
  const caches = cacheInputs(graph);
  if (caches.length === 0 || isOrdinary(graph, caches)) return graph;
  const own = (name: string): ValueInfo | undefined => graph.inputs.find((input) => input.name === name);
  const inputs = [
    ...tokenInputs.map((input) => own(input.name) ?? input),
    ...caches.map(({ ordinaryName, shape }): ValueInfo => ({ name: ordinaryName, type: 'float32', shape })),
  ];
  const inside = insideNames(graph, caches);
  const b = GraphBuilder.rewriting({ ...graph, inputs });
  for (const { info, ordinaryName, places } of caches) {
    const own = inside(info.name);
    if (own !== ordinaryName) addMoved(b, ordinaryName, own, inverse(places));
  }
  for (const input of graph.inputs) {
    const isKnown = inputs.some(({ name }) => name === input.name) || caches.some(({ info }) => info === input);
    if (!isKnown) writeDerivedInput(b, input);
  }
  for (const node of graph.nodes) {
    b.add({ ...node, inputs: node.inputs.map(inside), outputs: node.outputs.map(inside) });
  }
  addOutputs(b, graph, caches, inside);
  return b.build(graph.name);
}

/** Names inside of the graph: caches of another layout give theirs up when the convention needs it. */
function insideNames(graph: Graph, caches: readonly CacheInput[]): (name: string) => string {
  const areOrdered = caches.every(({ places }) => isInOrder(places));
  const ordinary = new Set([...caches, ...cacheOutputs(graph)].map(({ ordinaryName }) => ordinaryName));
  return (name) => (!areOrdered && ordinary.has(name) ? `${name}/as_exported` : name);
}

function isOrdinary(graph: Graph, caches: readonly CacheInput[]): boolean {
  const asInConvention = ({ info, ordinaryName, places }: CacheInput): boolean =>
    info.name === ordinaryName && isInOrder(places);
  const names = new Set(graph.inputs.map((input) => input.name));
  const isComplete = tokenInputs.every(({ name }) => names.has(name));
  return isComplete && names.size === tokenInputs.length + caches.length && caches.every(asInConvention);
}

/** Caches that go out are laid out as the keys or values that came in for their layer. */
function addOutputs(
  b: GraphBuilder,
  graph: Graph,
  caches: readonly CacheInput[],
  inside: (name: string) => string,
): void {
  const present = new Map(cacheOutputs(graph).map(({ info, ordinaryName }) => [info, ordinaryName]));
  for (const output of graph.outputs) {
    const name = present.get(output);
    const past = caches.find((cache) => cache.ordinaryName === name?.replace('present', 'past_key_values'));
    if (!name || !past) {
      b.output(output);
      continue;
    }
    const own = inside(output.name);
    if (own !== name) addMoved(b, own, name, past.places);
    b.output({ name, type: output.type, shape: past.shape.with(2, 'total') });
  }
}

const isInOrder = (places: readonly number[]): boolean => places.every((place, axis) => place === axis);

const inverse = (places: readonly number[]): readonly number[] => places.map((_, axis) => places.indexOf(axis));

/** Makes `to` from `from`, its axes in another order. */
function addMoved(b: GraphBuilder, from: string, to: string, perm: readonly number[]): void {
  if (isInOrder(perm)) b.named(to, from);
  else b.named(to, b.op('Transpose', [from], { perm }));
}
