import { float32Values, type Graph, GraphBuilder, intAttribute, isExternal, type Node } from '#model';

/** One attention of a graph, as `plainAttention` and `scaledAttention` write it. */
interface Attention {
  /** Rows `[B, G, H / G * S, D]` times keys `[B, G, T, D]`. */
  readonly scores: Node;
  readonly bias: string; // [..., S, T]
  readonly softmax: Node;
  readonly value: string; // [B, G, T, D']
}

/** A part of the queries of a text, and the keys that they may look at; [1] each. */
interface Block {
  readonly queries: string; // their number
  readonly keys: string; // their number, from the first
  readonly bias: string; // [..., queries, keys]
}

type MakerOf = (tensor: string | undefined, op: string) => Node | undefined;

/**
 * The graph with causal attention in two blocks: queries of the first half of a text meet the keys up to its middle, and not
 * those behind, whose scores the mask would take out again. The results are the same.
 *
 * Of the products of attention a sixth is saved at 128 virtual and 256 text tokens. More blocks save more where texts are
 * long, but lose it again to copies where they are short.
 */
export function inCausalBlocks(graph: Graph): Graph {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const makerOf: MakerOf = (tensor, op) => {
    const maker = makers.get(tensor ?? '');
    return maker?.op === op ? maker : undefined;
  };
  const b = GraphBuilder.rewriting(graph);
  const blocksOf = new Map<string, readonly Block[]>();
  for (const node of graph.nodes) {
    const found = node.op === 'MatMul' ? attentionOf(node, makerOf) : undefined;
    if (!found || !isCausal(graph, found.bias, makerOf)) {
      b.add(node);
      continue;
    }
    const blocks = blocksOf.get(found.bias) ?? halves(b, found.bias);
    blocksOf.set(found.bias, blocks);
    const inputs = [mixedInBlocks(b, found, blocks)];
    b.add({ op: 'Identity', domain: '', name: node.name, inputs, outputs: node.outputs, attributes: {} });
  }
  for (const output of graph.outputs) b.output(output);
  return b.build(graph.name);
}

/** The attention whose weights and values `mixed` multiplies. */
function attentionOf(mixed: Node, makerOf: MakerOf): Attention | undefined {
  const softmax = makerOf(makerOf(mixed.inputs[0], 'Reshape')?.inputs[0], 'Softmax');
  const masked = makerOf(softmax?.inputs[0], 'Add');
  const scores = makerOf(makerOf(masked?.inputs[0], 'Reshape')?.inputs[0], 'FusedMatMul');
  const [bias, value] = [masked?.inputs[1], mixed.inputs[1]];
  if (!softmax || !scores || !bias || !value || intAttribute(scores, 'transB', 0) !== 1) return undefined;
  return { scores, bias, softmax, value };
}

/** Whether a bias of scores hides keys behind the query: places of keys are compared with T - S + the query's own. */
function isCausal(graph: Graph, bias: string, makerOf: MakerOf): boolean {
  const hides = (tensor: string | undefined): boolean => {
    const either = makerOf(tensor, 'And');
    if (either) return either.inputs.some(hides);
    const compared = makerOf(tensor, 'LessOrEqual');
    const own = makerOf(compared?.inputs[1], 'Unsqueeze')?.inputs[0];
    const start = makerOf(own, 'Range')?.inputs[0] ?? makerOf(own, 'Add')?.inputs[1];
    return makerOf(compared?.inputs[0], 'Range') !== undefined && makerOf(start, 'Sub') !== undefined;
  };
  const sum = makerOf(bias, 'Add');
  if (sum) return sum.inputs.some((part) => isCausal(graph, part, makerOf));
  const chosen = makerOf(bias, 'Where');
  const hidden = graph.initializers.get(chosen?.inputs[2] ?? '');
  const isOut = hidden?.type === 'float32' && !isExternal(hidden.data) && (float32Values(hidden)[0] ?? 0) <= -1e9;
  return isOut && hides(chosen?.inputs[0]);
}

/** The first half of the queries, which is the smaller one, and the second. */
function halves(b: GraphBuilder, bias: string): readonly Block[] {
  const S = b.op('Shape', [bias], { start: -2, end: -1 });
  const T = b.op('Shape', [bias], { start: -1 });
  const first = b.op('Div', [S, b.ints([2])]);
  const second = b.op('Sub', [S, first]);
  // Without queries there are no keys either: a product over no rows at all has no defined gradient in the runtime.
  const keys = b.op('Mul', [b.op('Sub', [T, second]), b.op('Min', [first, b.ints([1])])]);
  const none = b.ints([0]);
  const cut = (tensor: string, axis: number, start: string, end: string): string =>
    b.op('Slice', [tensor, start, end, b.ints([axis])]);
  return [
    { queries: first, keys, bias: cut(cut(bias, -2, none, first), -1, none, keys) },
    { queries: second, keys: T, bias: cut(bias, -2, first, S) },
  ];
}

/** What attention mixes of the values: [B, G, H / G * S, D']. */
function mixedInBlocks(b: GraphBuilder, { scores, bias, softmax, value }: Attention, blocks: readonly Block[]): string {
  const [rows, key] = scores.inputs as [string, string];
  const size = (tensor: string, axis: number): string => b.op('Shape', [tensor], { start: axis, end: axis + 1 });
  const list = (...sizes: readonly string[]): string => b.op('Concat', sizes, { axis: 0 });
  // A text of one token has an empty first half: sizes of 0 mean 0.
  const reshaped = (tensor: string, ...sizes: readonly string[]): string =>
    b.op('Reshape', [tensor, list(...sizes)], { allowzero: 1 });

  const [B, G, count, D] = [size(key, 0), size(key, 1), size(rows, 2), size(key, 3)];
  const S = b.op('Shape', [bias], { start: -2, end: -1 });
  const [group, valueSize] = [b.op('Div', [count, S]), size(value, 3)];
  const perHead = reshaped(rows, B, G, group, S, D);
  const parts = b.ops('Split', [perHead, list(...blocks.map(({ queries }) => queries))], blocks.length, { axis: 3 });

  const mixed = blocks.map(({ queries, keys, bias: masks }, i) => {
    const upTo = (tensor: string): string =>
      i === blocks.length - 1 ? tensor : b.op('Slice', [tensor, b.ints([0]), keys, b.ints([2])]);
    const ownCount = b.op('Mul', [group, queries]);
    const own = reshaped(parts[i] as string, B, G, ownCount, D);
    const ownScores = b.op('FusedMatMul', [own, upTo(key)], scores.attributes);
    const masked = b.op('Add', [reshaped(ownScores, B, G, group, queries, keys), masks]);
    const weights = reshaped(b.op('Softmax', [masked], softmax.attributes), B, G, ownCount, keys);
    return reshaped(b.op('MatMul', [weights, upTo(value)]), B, G, group, queries, valueSize);
  });
  return reshaped(b.op('Concat', mixed, { axis: 3 }), B, G, count, valueSize);
}
