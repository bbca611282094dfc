import { type Graph, GraphBuilder, type Initializer, int64Values, intAttribute, isExternal, type Node } from '#model';

/** A product with a constant weight `[F, E]` whose columns are split, in `sizes` that add up to F. */
interface SplitProduct {
  readonly product: Node;
  readonly weight: Initializer & { readonly data: Uint8Array };
  readonly sizes: readonly number[];
}

/**
 * The graph with a product for each part of a product that is split, such as gate and up of a feed-forward block: nothing
 * is copied apart on the way forward, nor joined on the way back. The parts of a weight share its memory.
 */
export function withProductsApart(graph: Graph): Graph {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const reads = new Map<string, number>();
  for (const name of [...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs.map((output) => output.name)]) {
    reads.set(name, (reads.get(name) ?? 0) + 1);
  }
  const b = GraphBuilder.rewriting(graph);
  for (const node of graph.nodes) {
    const product = makers.get(node.inputs[0] ?? '');
    const found = product && reads.get(product.outputs[0] ?? '') === 1 && splitProduct(graph, node, product);
    if (found) writeParts(b, node, found);
    else b.add(node);
  }
  for (const output of graph.outputs) b.output(output);
  return b.build(graph.name);
}

function splitProduct({ initializers }: Graph, split: Node, product: Node): SplitProduct | undefined {
  const [weight, sizes] = [initializers.get(product.inputs[1] ?? ''), initializers.get(split.inputs[1] ?? '')];
  if (split.op !== 'Split' || product.op !== 'FusedMatMul' || !weight || !sizes) return undefined;
  const { data } = weight;
  const isLastAxis = intAttribute(split, 'axis', 0) === -1;
  const isTransposed = intAttribute(product, 'transB', 0) === 1 && weight.dims.length === 2;
  if (!isLastAxis || !isTransposed || isExternal(data) || isExternal(sizes.data)) return undefined;
  return { product, weight: { ...weight, data }, sizes: int64Values(sizes) };
}

function writeParts(b: GraphBuilder, split: Node, { product, weight, sizes }: SplitProduct): void {
  const [rows, name] = product.inputs as [string, string];
  const [F, E] = weight.dims as [number, number];
  const rowBytes = weight.data.byteLength / F;
  let from = 0;
  sizes.forEach((size, i) => {
    const data = weight.data.subarray(from * rowBytes, (from + size) * rowBytes);
    const part = b.initializer(`${name}/${from}-${from + size}`, { type: weight.type, dims: [size, E], data });
    const made = { ...product, name: `${product.name}/${from}`, inputs: [rows, part] };
    b.add({ ...made, outputs: [split.outputs[i] as string] });
    from += size;
  });
}
