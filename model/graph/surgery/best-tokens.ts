import { findOutputHead, type OutputHead } from '../decoder-convention.ts';
import type { Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';

/** Names that {@link withBestTokens} adds. */
export const bestTokens = {
  /** Input, `[N]` int64: places in `[B * S]` that are asked for. */
  rows: 'wanted_rows',
  /** Input, `[C]` int64: tokens whose probabilities are told whatever they are. */
  wanted: 'wanted_tokens',
  /** Output, `[N, count]` int64: the likeliest next tokens there, likeliest first, of equal ones the lower number. */
  ids: 'best_ids',
  /** Output, `[N, count]`. */
  logProbabilities: 'best_log_probabilities',
  /** Output, `[N, C]`. */
  wantedLogProbabilities: 'wanted_log_probabilities',
} as const;

/** The decoder with the likeliest tokens after chosen places in the place of all logits; its head runs on those alone. */
export function withBestTokens(graph: Graph, count: number): Graph {
  const b = GraphBuilder.from({ ...graph, outputs: [] });
  const rows = b.input({ name: bestTokens.rows, type: 'int64', shape: ['wanted'] });
  const chosen = (tensor: string): string => {
    const width = b.op('Shape', [tensor], { start: -1 });
    const flat = b.op('Reshape', [tensor, b.op('Concat', [b.ints([-1]), width], { axis: 0 })]);
    return b.op('Gather', [flat, rows]);
  };
  const head = findOutputHead(graph);
  const logits = head ? headOnRows(b, head, chosen(head.hidden)) : chosen('logits'); // [N, V]
  const ofAll = b.op('LogSoftmax', [logits], { axis: -1 });
  const [best, ids] = b.ops('TopK', [ofAll, b.ints([count])], 2, { axis: -1 }) as [string, string];
  b.output({ name: b.named(bestTokens.ids, ids), type: 'int64', shape: ['wanted', count] });
  b.output({ name: b.named(bestTokens.logProbabilities, best), type: 'float32', shape: ['wanted', count] });
  const wanted = b.input({ name: bestTokens.wanted, type: 'int64', shape: ['tokens'] });
  const ofWanted = b.named(bestTokens.wantedLogProbabilities, b.op('Gather', [ofAll, wanted], { axis: 1 }));
  b.output({ name: ofWanted, type: 'float32', shape: ['wanted', 'tokens'] });
  for (const output of graph.outputs) if (output.name !== 'logits') b.output(output);
  return b.build(graph.name);
}

/**
 * The output head on rows of one's choosing.
 *
 * @param rows    [M, E]
 * @param tensor  what a tensor of the head's graph is called in `b`
 * @returns logits, [M, V]
 */
export function headOnRows(
  b: GraphBuilder,
  { hidden, nodes }: OutputHead,
  rows: string,
  tensor: (name: string) => string = (name) => name,
): string {
  let [read, made] = [hidden, rows];
  for (const node of nodes) {
    const inputs = node.inputs.map((name) => (name === read ? made : tensor(name)));
    [read, made] = [node.outputs[0] as string, b.op(node.op, inputs, node.attributes)];
  }
  return made;
}
