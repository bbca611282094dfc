import { type Feeds, type Graph, GraphBuilder, intAttribute, type Node } from '#model';
import { observeShapes } from './observed-shapes.ts';
import { fromLastAxis, isProduct, type RowsApart, rowsApart } from './rows-apart.ts';

/** Which rows of `[B, S, E]` count. */
export interface RowsThatCount {
  /** Those the loss reads, as they stand in the graph: Gather of M rows of `[B * S, E]`, which a Reshape made. */
  readonly chosen: string;
  /** Those of real tokens. */
  readonly real: RealRows;
}

/** Inputs of a graph that tell real tokens from padding. */
export interface RealRows {
  /** Row and column of each of the N real tokens, `[N, 2]`. */
  readonly places: string;
  /** What all tokens have a place in, `[B, S]`. */
  readonly ids: string;
}

/** The rows that a tensor has: all, `[B, S, E]`; those of real tokens, `[N, E]`; the chosen ones, `[M, E]`. */
type Rows = 'all' | 'real' | 'chosen';

/**
 * The graph with nothing computed for rows that do not count, wherever rows are treated apart. What only the chosen
 * rows are read of has no others: in the last layer of a decoder, everything after attention. The rest has those of real
 * tokens. All are there only where tokens meet, in attention, and are zero for padding, at which no real token may look.
 *
 * @param probes  two sets of inputs of different sizes; see `observeShapes`
 */
export async function chooseRowsEarly(
  graph: Graph,
  { chosen, real }: RowsThatCount,
  probes: readonly Feeds[],
): Promise<Graph> {
  const made = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const choice = made.get(chosen);
  const flattened = made.get(choice?.inputs[0] ?? '');
  const [hidden, labeled] = [flattened?.inputs[0], choice?.inputs[1]];
  if (!choice || !flattened || !hidden || !labeled)
    throw new TypeError(`expected ${chosen} to be chosen from a Reshape`);
  const names = graph.nodes.flatMap((node) => [...node.inputs, ...node.outputs]).filter((name) => name !== '');
  const apart = rowsApart(graph, hidden, await observeShapes(graph, names, probes));
  const onChosen = readByChoice(graph, [choice, flattened], apart);
  const onReal = aroundProducts(graph, onChosen, apart);
  const rowsOf = (node: Node): Rows => (onChosen.has(node) ? 'chosen' : onReal.has(node) ? 'real' : 'all');

  const b = GraphBuilder.rewriting(graph);
  const rows = new RowWriter(b, labeled, real);
  for (const node of graph.nodes) {
    if (node === choice || node === flattened) continue;
    if (node.op === 'Shape' && apart.isRows(node.inputs[0] ?? '')) {
      b.add(rows.sizesBy(node));
      continue;
    }
    const has = rowsOf(node);
    const inputs = node.inputs.map((name) => {
      if (name === chosen) return rows.of(hidden, 'chosen');
      return apart.isRows(name) ? rows.of(name, has) : name;
    });
    b.add(has === 'all' ? { ...node, inputs } : fromLastAxis(b, { ...node, inputs }));
    for (const output of node.outputs) rows.made(output, has);
  }
  for (const output of graph.outputs) b.output(output);
  const read = new Set(graph.nodes.flatMap((node) => node.inputs));
  return b.build(
    graph.name,
    [...made.keys()].filter((name) => !read.has(name)),
  );
}

/** Writes tensors with other rows than they were made with, each once. */
class RowWriter {
  readonly #b: GraphBuilder;
  readonly #labeled: string;
  readonly #real: RealRows;
  readonly #forms = new Map<string, Map<Rows, string>>();

  /** @param labeled  places of the chosen rows among all B * S, [M] */
  constructor(b: GraphBuilder, labeled: string, real: RealRows) {
    this.#b = b;
    this.#labeled = labeled;
    this.#real = real;
  }

  /** Takes note that a tensor was made with these rows. */
  made(name: string, rows: Rows): void {
    this.#forms.set(name, new Map([[rows, name]]));
  }

  /** The tensor with these rows. */
  of(name: string, rows: Rows): string {
    const forms = this.#formsOf(name);
    const known = forms.get(rows) ?? this.#write(name, rows);
    forms.set(rows, known);
    return known;
  }

  /** A Shape node, or one that tells what it would if its tensor had all rows. */
  sizesBy(node: Node): Node {
    const [name = ''] = node.inputs;
    const all = this.#formsOf(name).get('all');
    if (all !== undefined) return { ...node, inputs: [all] };
    const range = [intAttribute(node, 'start', 0), intAttribute(node, 'end', 3)].map((at) => this.#b.ints([at]));
    return { ...node, op: 'Slice', inputs: [this.#sizes(name), ...range], attributes: {} };
  }

  #formsOf(name: string): Map<Rows, string> {
    if (!this.#forms.has(name)) this.made(name, 'all');
    return this.#forms.get(name) as Map<Rows, string>;
  }

  #write(name: string, rows: Rows): string {
    const b = this.#b;
    const { places } = this.#real;
    if (rows === 'all') {
      const zeros = b.op('Expand', [b.scalar(0), this.#sizes(name)]);
      return b.op('ScatterND', [zeros, places, this.of(name, 'real')]);
    }
    const all = this.of(name, 'all');
    if (rows === 'real') return b.op('GatherND', [all, places]);
    const width = b.op('Shape', [all], { start: -1 });
    const flat = b.op('Reshape', [all, b.op('Concat', [b.ints([-1]), width], { axis: 0 })]); // [B * S, E]
    return b.op('Gather', [flat, this.#labeled]);
  }

  /** B, S and E of a tensor with whatever rows. */
  #sizes(name: string): string {
    const b = this.#b;
    return b.op('Concat', [b.op('Shape', [this.#real.ids]), b.op('Shape', [name], { start: -1 })], { axis: 0 });
  }
}

/** The nodes whose values are read by `ends` and by nodes that treat rows apart themselves, and by nothing else. */
function readByChoice(graph: Graph, ends: readonly Node[], { treatsApart }: RowsApart): ReadonlySet<Node> {
  const moved = new Set(ends);
  const readers = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const name of node.inputs) readers.set(name, [...(readers.get(name) ?? []), node]);
  }
  const kept = new Set(graph.outputs.map((output) => output.name));
  const isSafe = (name: string): boolean =>
    !kept.has(name) && (readers.get(name) ?? []).every((reader) => moved.has(reader) || reader.op === 'Shape');
  for (const node of graph.nodes.toReversed()) {
    if (treatsApart(node) && node.outputs.every(isSafe)) moved.add(node);
  }
  return moved;
}

/**
 * The other nodes that treat rows apart, where they hang together with a product: for less, leaving padding out takes
 * longer than computing it.
 */
function aroundProducts(
  graph: Graph,
  others: ReadonlySet<Node>,
  { isRows, treatsApart }: RowsApart,
): ReadonlySet<Node> {
  const kept = new Set(graph.outputs.map((output) => output.name));
  const able = graph.nodes.filter(
    (node) => !others.has(node) && treatsApart(node) && !node.outputs.some((name) => kept.has(name)),
  );
  const neighbors = new Map<string, Node[]>();
  const rowsAt = (node: Node): readonly string[] => [...node.inputs, ...node.outputs].filter(isRows);
  for (const node of able) {
    for (const name of rowsAt(node)) neighbors.set(name, [...(neighbors.get(name) ?? []), node]);
  }
  const moved = new Set(able.filter(isProduct));
  for (const node of moved) {
    for (const name of rowsAt(node)) for (const neighbor of neighbors.get(name) ?? []) moved.add(neighbor);
  }
  return moved;
}
