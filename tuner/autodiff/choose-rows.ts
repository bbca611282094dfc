import { type Feeds, type Graph, GraphBuilder, int64Values, intAttribute, isExternal, type Node } from '#model';
import { type ObservedShapes, observeShapes } from './observed-shapes.ts';

/** Operators that make each value of the values in its place. */
const elementwise: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Sqrt', 'Reciprocal', 'Neg', 'Exp', 'Identity', 'Cast'],
  ...['Sigmoid', 'Tanh', 'Erf', 'Relu', 'Softplus', 'Gelu', 'FastGelu', 'QuickGelu'],
]);
/** Operators on the values along one axis. */
const alongAxis: ReadonlySet<string> = new Set(['SimplifiedLayerNormalization', 'LayerNormalization', 'Split']);
/** Products of each row with a matrix. */
const products: ReadonlySet<string> = new Set(['MatMul', 'FusedMatMul', 'MatMulNBits']);

/**
 * The graph with rows chosen as early as can be: of what only the chosen rows are read, no other row is computed. In
 * the last layer of a decoder that is everything after attention, the larger part of the layer.
 *
 * A node moves behind the choice when it treats each row on its own and all that read it have moved.
 *
 * @param chosen  the choice as it stands in `graph`: Gather of the rows of `[B, S, E]`, which a Reshape made
 *                `[B * S, E]`; which rows is an input of the graph
 * @param probes  two sets of inputs of different sizes; see `observeShapes`
 */
export async function chooseRowsEarly(graph: Graph, chosen: string, probes: readonly Feeds[]): Promise<Graph> {
  const made = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const choice = made.get(chosen);
  const flattened = made.get(choice?.inputs[0] ?? '');
  const [hidden, rows] = [flattened?.inputs[0], choice?.inputs[1]];
  if (!choice || !flattened || !hidden || !rows) throw new TypeError(`expected ${chosen} to be chosen from a Reshape`);
  const names = graph.nodes.flatMap((node) => [...node.inputs, ...node.outputs]).filter((name) => name !== '');
  const shapes = await observeShapes(graph, names, probes);
  const isRows = (name: string): boolean => name !== '' && hasRowsOf(shapes, hidden, name);
  const moved = movable(graph, [choice, flattened], (node) => treatsRowsApart(graph, node, isRows, shapes));

  const b = GraphBuilder.rewriting(graph);
  const chosenFrom = new Map<string, string>();
  const choose = (name: string): string => {
    const known = chosenFrom.get(name);
    if (known) return known;
    const width = b.op('Shape', [name], { start: -1 });
    const flat = b.op('Reshape', [name, b.op('Concat', [b.ints([-1]), width], { axis: 0 })]); // [B * S, E]
    chosenFrom.set(name, b.op('Gather', [flat, rows])); // [M, E]
    return choose(name);
  };
  for (const node of graph.nodes) {
    if (node === choice || node === flattened) continue;
    const isMoved = moved.has(node);
    const inputs = node.inputs.map((name) =>
      name === chosen ? choose(hidden) : isMoved && isRows(name) ? choose(name) : name,
    );
    const axis = isMoved && node.attributes.axis ? { axis: { int: -1 } } : {};
    b.add({ ...node, inputs, attributes: { ...node.attributes, ...axis } });
    if (isMoved) for (const output of node.outputs) chosenFrom.set(output, output);
  }
  for (const output of graph.outputs) b.output(output);
  const read = new Set(graph.nodes.flatMap((node) => node.inputs));
  return b.build(
    graph.name,
    [...made.keys()].filter((name) => !read.has(name)),
  );
}

/** The nodes whose outputs are read by `ends` and by nodes that can move themselves, and by nothing else. */
function movable(graph: Graph, ends: readonly Node[], canMove: (node: Node) => boolean): ReadonlySet<Node> {
  const moved = new Set(ends);
  const readers = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const name of node.inputs) readers.set(name, [...(readers.get(name) ?? []), node]);
  }
  const kept = new Set(graph.outputs.map((output) => output.name));
  const isSafe = (name: string): boolean =>
    !kept.has(name) && (readers.get(name) ?? []).every((reader) => moved.has(reader));
  for (const node of graph.nodes.toReversed()) {
    if (canMove(node) && (readsWidth(node) || node.outputs.every(isSafe))) moved.add(node);
  }
  return moved;
}

/** Whether a tensor has the rows of `hidden`: [B, S, ...]. */
function hasRowsOf(shapes: ObservedShapes, hidden: string, name: string): boolean {
  return (
    shapes.rank(name) === 3 &&
    shapes.of(hidden).every(([B, S], probe) => shapes.of(name)[probe]?.[0] === B && shapes.of(name)[probe]?.[1] === S)
  );
}

function treatsRowsApart(graph: Graph, node: Node, isRows: (name: string) => boolean, shapes: ObservedShapes): boolean {
  const [first = '', ...others] = node.inputs;
  const hasRank = (name: string, most: number): boolean => name === '' || shapes.rank(name) <= most;
  if (readsWidth(node)) return isRows(first);
  if (!node.outputs.every((name) => name === '' || isRows(name))) return false;
  if (elementwise.has(node.op)) return node.inputs.every((name) => isRows(name) || hasRank(name, 1));
  if (!isRows(first)) return false;
  if (products.has(node.op)) {
    return intAttribute(node, 'transA', 0) === 0 && others.every((name) => !isRows(name) && hasRank(name, 2));
  }
  if (alongAxis.has(node.op)) {
    const axis = intAttribute(node, 'axis', node.op === 'Split' ? 0 : -1);
    return (axis === -1 || axis === 2) && others.every((name) => hasRank(name, 1));
  }
  return node.op === 'ReduceMean' && intAttribute(node, 'keepdims', 1) === 1 && reducesLastAxis(graph, node);
}

/** Whether a node asks for the size of the last axis alone. */
const readsWidth = (node: Node): boolean => node.op === 'Shape' && intAttribute(node, 'start', 0) === -1;

function reducesLastAxis(graph: Graph, { inputs }: Node): boolean {
  const axes = graph.initializers.get(inputs[1] ?? '');
  return axes !== undefined && !isExternal(axes.data) && int64Values(axes).join() === '-1';
}
