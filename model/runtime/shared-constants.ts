import { type Graph, type Initializer, isExternal } from '../graph/graph.ts';

/** Constants below this size stay in the graph, where shape inference reads them. */
const smallBytes = 1024;

/** Bytes that a graph refers to as if they stood in a file of this path. */
export interface SharedBytes {
  readonly path: string;
  readonly data: Uint8Array;
}

/**
 * The same graph with its large constants referred to instead of held, so that they are never copied into the bytes of
 * an `.onnx` file: with 0.4 GB of weights, loading takes 0.5 GB besides them instead of 1.5 GB, and there is no
 * limit of 2 GB.
 */
export function shareConstants(graph: Graph): { readonly graph: Graph; readonly shared: readonly SharedBytes[] } {
  const pathOf = new Map<ArrayBufferLike, string>();
  const refer = (value: Initializer): Initializer => {
    const { data } = value;
    if (isExternal(data) || data.byteLength < smallBytes) return value;
    const location = pathOf.get(data.buffer) ?? `memory-${pathOf.size}`;
    pathOf.set(data.buffer, location);
    return { ...value, data: { location, offset: data.byteOffset, length: data.byteLength } };
  };
  const initializers = new Map([...graph.initializers].map(([name, value]) => [name, refer(value)]));
  const shared = [...pathOf].map(([buffer, path]) => ({ path, data: new Uint8Array(buffer) }));
  return { graph: { ...graph, initializers }, shared };
}
