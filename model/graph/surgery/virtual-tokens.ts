import { AppError } from '#errors';
import { intAttribute } from '../attributes.ts';
import type { Graph, Node } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';

/** Input of {@link withVirtualTokens}: `[P, E]`. */
export const virtualEmbeddings = 'virtual_embeddings';

/** Where token numbers become rows of the embedding. */
export interface TokenEmbedding {
  /** Made by the look-up, `[B, S, E]`. */
  readonly tensor: string;
  readonly width: number; // E
}

/**
 * Finds the look-up of `input_ids` in the embedding.
 *
 * @throws AppError `model.operator_unsupported` when the decoder looks its tokens up in another way
 */
export function findTokenEmbedding(graph: Graph): TokenEmbedding {
  const ids = new Set(['input_ids']);
  for (const node of graph.nodes) {
    if (['Cast', 'Identity'].includes(node.op) && ids.has(node.inputs[0] ?? '')) ids.add(node.outputs[0] ?? '');
    const width = ids.has(node.inputs[1] ?? '') ? rowWidth(graph, node) : undefined;
    if (width !== undefined) return { tensor: node.outputs[0] as string, width };
  }
  throw new AppError(
    'model.operator_unsupported',
    `expected graph ${graph.name} to look input_ids up in an embedding by Gather or GatherBlockQuantized`,
    { hint: 'a prefix can be tuned: it does not touch the embedding' },
  );
}

function rowWidth(graph: Graph, node: Node): number | undefined {
  const { op, inputs } = node;
  const table = inputs[0] as string;
  const columns = sizesOf(graph, table)?.[1];
  if (columns === undefined || op === 'Gather') return columns;
  if (op !== 'GatherBlockQuantized') return undefined;
  const isPacked = graph.initializers.get(table)?.type === 'uint8';
  return isPacked ? (columns * 8) / intAttribute(node, 'bits', 4) : columns;
}

/** Rows and columns of a matrix: a constant, or the transpose of one, as in decoders whose head is their embedding. */
function sizesOf(graph: Graph, matrix: string): readonly number[] | undefined {
  const dims = graph.initializers.get(matrix)?.dims;
  if (dims) return dims.length === 2 ? dims : undefined;
  const made = graph.nodes.find(({ op, outputs }) => op === 'Transpose' && outputs[0] === matrix);
  return made && sizesOf(graph, made.inputs[0] as string)?.toReversed();
}

/**
 * The decoder with learned embeddings in the place of its first P tokens, whose numbers do not matter; batch 1.
 *
 * @source Lester et al. 2021, prompt tuning; PEFT, peft_model.py, which puts them before `inputs_embeds`
 */
export function withVirtualTokens(graph: Graph): Graph {
  const { tensor, width } = findTokenEmbedding(graph);
  const b = GraphBuilder.rewriting(graph);
  b.input({ name: virtualEmbeddings, type: 'float32', shape: ['virtual', width] });
  for (const node of graph.nodes) {
    if (node.outputs[0] !== tensor) {
      b.add(node);
      continue;
    }
    const lookedUp = `${tensor}/looked_up`;
    b.add({ ...node, outputs: [lookedUp] });
    const count = b.op('Shape', [virtualEmbeddings], { start: 0, end: 1 });
    const text = b.op('Slice', [lookedUp, count, b.ints([Number.MAX_SAFE_INTEGER]), b.ints([1])]);
    b.named(tensor, b.op('Concat', [b.op('Unsqueeze', [virtualEmbeddings, b.ints([0])]), text], { axis: 1 }));
  }
  for (const output of graph.outputs) b.output(output);
  return b.build(graph.name);
}
