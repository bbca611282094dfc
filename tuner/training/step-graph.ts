import { AppError } from '#errors';
import {
  cacheShape,
  type Feeds,
  findOutputHead,
  type Graph,
  GraphBuilder,
  lowerFusedOperators,
  type OutputHead,
  pastNames,
  prefixColumns,
  presentNames,
} from '#model';
import { differentiate } from '../autodiff/differentiate.ts';
import { unfoldPrefix } from '../ptuning/unfold-prefix.ts';
import { type Batch, batchFeeds, rowFeeds } from './batch.ts';
import { crossEntropy } from './cross-entropy.ts';

/** One training step as a graph: inputs are a batch and the trained tensors, outputs the loss and their gradients. */
export interface StepGraph {
  /** Outputs `loss`, `hits` and `gradient/NAME` for each trained tensor. */
  readonly graph: Graph;
  /** The forward part alone, for validation: outputs `loss` and `hits`. */
  readonly forward: Graph;
  readonly trained: readonly string[];
}

export const gradientName = (trained: string): string => `gradient/${trained}`;

/**
 * The step of P-tuning V2: everything frozen but the prefix, which is the decoder's first cache.
 *
 * The instruction that all records of a batch share runs once, at batch size 1, on top of the prefix; its cache is
 * then repeated for the records. The gradient flows back through both.
 */
export async function buildPrefixStep(fused: Graph): Promise<StepGraph> {
  const decoder = lowerFusedOperators(fused);
  const shape = cacheShape(decoder);
  const b = new GraphBuilder();
  const prefix = b.input({ name: 'prefix', type: 'float32', shape: ['prefix', prefixColumns(shape)] });
  const instruction = new Map([
    ['input_ids', b.input({ name: 'instruction_ids', type: 'int64', shape: [1, 'instruction'] })],
    ['attention_mask', b.input({ name: 'instruction_mask', type: 'int64', shape: [1, 'instruction_total'] })],
    ['position_ids', b.input({ name: 'instruction_positions', type: 'int64', shape: [1, 'instruction'] })],
  ]);
  const shared = b.inline(decoder, new Map([...instruction, ...unfoldPrefix(b, prefix, shape)]));

  const batch = batchInputs(b);
  const rows = b.op('Shape', [batch.get('input_ids') as string], { start: 0, end: 1 });
  const repeat = b.op('Concat', [rows, b.ints([1, 1, 1])], { axis: 0 });
  const caches = Array.from({ length: shape.layers }, (_, layer) => layer).flatMap((layer) =>
    pastNames(layer).map((past, kv): [string, string] => [
      past,
      b.op('Expand', [shared(presentNames(layer)[kv] as string), repeat]),
    ]),
  );
  return finishStep(b, decoder, new Map([...batch, ...caches]), ['prefix'], (random) => ({
    ...batchFeeds(random, 5),
    prefix: { dims: [5, prefixColumns(shape)], data: new Float32Array(5 * prefixColumns(shape)) },
  }));
}

/** The step of pretraining: every float weight of the decoder is trained, and nothing stands before the text. */
export async function buildPretrainingStep(fused: Graph, trained: readonly string[]): Promise<StepGraph> {
  const decoder = lowerFusedOperators(fused);
  const shape = cacheShape(decoder);
  const b = new GraphBuilder();
  const weights = trained.map((name): [string, string] => {
    const dims = decoder.initializers.get(name)?.dims;
    if (!dims) throw new TypeError(`expected a weight ${name} in graph ${decoder.name}`);
    return [name, b.input({ name, type: 'float32', shape: dims })];
  });
  const frozen = new Map([...decoder.initializers].filter(([name]) => !trained.includes(name)));
  const batch = batchInputs(b);
  const rows = b.op('Shape', [batch.get('input_ids') as string], { start: 0, end: 1 });
  const empty = b.op('Expand', [
    b.scalar(0),
    b.op('Concat', [rows, b.ints([shape.keyValueHeads, 0, shape.headSize])], { axis: 0 }),
  ]);
  const caches = Array.from({ length: shape.layers }, (_, layer) => pastNames(layer))
    .flat()
    .map((name): [string, string] => [name, empty]);
  const bindings = new Map([...batch, ...caches, ...weights]);
  return finishStep(b, { ...decoder, initializers: frozen }, bindings, trained, (random) => {
    const feeds = rowFeeds(random.rows, 0);
    const zeros = weights.map(([name]) => {
      const dims = decoder.initializers.get(name)?.dims ?? [];
      return [name, { dims, data: new Float32Array(dims.reduce((product, size) => product * size, 1)) }] as const;
    });
    return { ...feeds, ...Object.fromEntries(zeros) };
  });
}

function batchInputs(b: GraphBuilder): Map<string, string> {
  return new Map([
    ['input_ids', b.input({ name: 'input_ids', type: 'int64', shape: ['batch', 'sequence'] })],
    ['attention_mask', b.input({ name: 'attention_mask', type: 'int64', shape: ['batch', 'total'] })],
    ['position_ids', b.input({ name: 'position_ids', type: 'int64', shape: ['batch', 'sequence'] })],
  ]);
}

/** Runs the decoder on the batch up to its head, chooses the labeled rows, and adds loss and gradients. */
async function finishStep(
  b: GraphBuilder,
  decoder: Graph,
  bindings: ReadonlyMap<string, string>,
  trained: readonly string[],
  probe: (batch: Batch) => Feeds,
): Promise<StepGraph> {
  const head = findOutputHead(decoder);
  const classes = decoder.outputs.find((output) => output.name === 'logits')?.shape?.[2];
  if (!head || typeof classes !== 'number') {
    throw new AppError(
      'tuner.head_not_found',
      `expected the logits of graph ${decoder.name} to be a product with a weight`,
    );
  }
  const labeledRows = b.input({ name: 'labeled_rows', type: 'int64', shape: ['labels'] });
  const labels = b.input({ name: 'labels', type: 'int64', shape: ['labels'] });
  const labelWeights = b.input({ name: 'label_weights', type: 'float32', shape: ['labels', 1] });

  const tensor = b.inline(decoder, bindings);
  const hidden = tensor(head.hidden); // [B, S, E]
  const width = b.op('Shape', [hidden], { start: -1 });
  const flat = b.op('Reshape', [hidden, b.op('Concat', [b.ints([-1]), width], { axis: 0 })]); // [B * S, E]
  const chosen = b.op('Gather', [flat, labeledRows]); // [M, E]
  const logits = headOn(b, head, tensor, chosen); // [M, V]
  const { loss, logitsGradient, hits } = crossEntropy(b, logits, labels, labelWeights, classes);
  b.output({ name: b.named('loss', loss), type: 'float32', shape: [] });
  b.output({ name: b.named('hits', hits), type: 'int64', shape: ['labels'] });
  const forward = b.build(`${decoder.name}-loss`);

  const { b: step, gradients } = await differentiate({
    graph: b.build(decoder.name, [logitsGradient]),
    seeds: new Map([[logits, logitsGradient]]),
    wrt: trained,
    probes: [probe(probeBatch(2, 3)), probe(probeBatch(3, 7))],
  });
  for (const name of trained) {
    const gradient = gradients.get(name);
    const info = forward.inputs.find((input) => input.name === name);
    if (!gradient || !info) throw new TypeError(`expected a gradient for ${name}`);
    step.output({ ...info, name: step.named(gradientName(name), gradient) });
  }
  return { graph: step.build(`${decoder.name}-step`), forward, trained };
}

/** The output head on rows of its choosing. */
function headOn(
  b: GraphBuilder,
  { hidden, nodes }: OutputHead,
  tensor: (name: string) => string,
  rows: string,
): string {
  let [read, made] = [hidden, rows];
  for (const node of nodes) {
    const inputs = node.inputs.map((name) => (name === read ? made : tensor(name)));
    [read, made] = [node.outputs[0] as string, b.op(node.op, inputs, node.attributes)];
  }
  return made;
}

/** A batch of token 0 for finding shapes: sizes differ between probes and none is 1. */
function probeBatch(rows: number, sequence: number): Batch {
  const row = { ids: Array<number>(sequence).fill(0), labels: Array<number>(sequence).fill(0) };
  return { instruction: Array<number>(rows + 2).fill(0), rows: Array.from({ length: rows }, () => row) };
}
