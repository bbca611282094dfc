import { AppError } from '#errors';
import {
  cacheShape,
  countOf,
  type Feeds,
  findOutputHead,
  type Graph,
  GraphBuilder,
  headOnRows,
  lowerFusedOperators,
  pastNames,
  presentNames,
  type ValueInfo,
} from '#model';
import { inCausalBlocks } from '../autodiff/causal-blocks.ts';
import { chooseRowsEarly } from '../autodiff/choose-rows.ts';
import { differentiate } from '../autodiff/differentiate.ts';
import { withProductsApart } from '../autodiff/products-apart.ts';
import type { Placement } from '../methods/placement.ts';
import { type Batch, batchFeeds, unlabeled } from './batch.ts';
import { crossEntropy } from './cross-entropy.ts';
import { type BatchSizes, stepBytes } from './step-memory.ts';

/** One training step as a graph: inputs are a batch and the trained tensors, outputs the loss and their gradients. */
export interface StepGraph {
  /** Outputs `loss`, `hits` and `gradient/NAME` for each trained tensor. */
  readonly graph: Graph;
  /** The forward part alone, for validation: outputs `loss` and `hits`. */
  readonly forward: Graph;
  readonly trained: readonly string[];
  /** Memory that a step takes besides the program, see {@link stepBytes}. */
  stepBytes(batch: BatchSizes): number;
}

export const gradientName = (trained: string): string => `gradient/${trained}`;

/** Batches that shapes are found with; their sizes differ and none is 1. */
const probes: readonly BatchSizes[] = [
  { rows: 2, sequence: 3, labels: 5, instruction: 4, virtualTokens: 7 },
  { rows: 3, sequence: 7, labels: 13, instruction: 9, virtualTokens: 11 },
];

/**
 * The step of a way of tuning: loss of a batch and the gradient of every trained tensor.
 *
 * What all records of a batch share runs once, at batch size 1: virtual tokens and the instruction; its cache is then
 * repeated for the records, and the gradient flows back through both.
 *
 * @param hasInstruction  whether batches have an instruction; then all do
 * @throws AppError `tuner.head_not_found`, `tuner.not_on_path`, `tuner.no_gradient_rule`,
 *         `tuner.unsupported_operator_form`
 */
export async function buildStep(placement: Placement, hasInstruction = true): Promise<StepGraph> {
  const decoder = inCausalBlocks(withProductsApart(lowerFusedOperators(placement.decoder)));
  const b = new GraphBuilder();
  const learned = [...placement.trained, ...(placement.extra ?? [])];
  const bound = learned.map((info): [string, string] => [info.name, b.input(info)]);
  const first = placement.firstCache?.(b) ?? emptyCaches(b, decoder);
  const shared =
    placement.opening || hasInstruction
      ? runOpening(b, placement.opening ? lowerFusedOperators(placement.opening) : decoder, bound, first)
      : first;
  const batch = batchInputs(b);
  const rows = b.op('Shape', [batch.get('input_ids') as string], { start: 0, end: 1 });
  const repeat = b.op('Concat', [rows, b.ints([1, 1, 1])], { axis: 0 });
  const caches = [...shared].map(([past, cache]): [string, string] => [past, b.op('Expand', [cache, repeat])]);
  const areRun = placement.opening !== undefined;
  const hasVirtual = areRun || placement.firstCache !== undefined;
  const sizes = probes.map((each) => ({
    ...each,
    instruction: hasInstruction ? each.instruction : 0,
    virtualTokens: hasVirtual ? each.virtualTokens : 0,
  }));
  const feeds = sizes.map((each) => ({
    ...batchFeeds(probeBatch(each), { count: each.virtualTokens, areRun }),
    ...Object.fromEntries(learned.map((info) => [info.name, probeTensor(info, each)])),
  }));
  return finishStep(b, decoder, new Map([...batch, ...caches, ...bound]), placement.trained, { sizes, feeds });
}

/** Runs what all rows share on top of the first cache; its cache by `past_key_values.*`. */
function runOpening(
  b: GraphBuilder,
  decoder: Graph,
  bound: readonly (readonly [string, string])[],
  first: ReadonlyMap<string, string>,
): Map<string, string> {
  const instruction = new Map([
    ['input_ids', b.input({ name: 'instruction_ids', type: 'int64', shape: [1, 'instruction'] })],
    ['attention_mask', b.input({ name: 'instruction_mask', type: 'int64', shape: [1, 'instruction_total'] })],
    ['position_ids', b.input({ name: 'instruction_positions', type: 'int64', shape: [1, 'instruction'] })],
  ]);
  const tensor = b.inline(decoder, new Map([...instruction, ...first, ...bound]));
  const layers = Array.from({ length: cacheShape(decoder).layers }, (_, layer) => layer);
  return new Map(
    layers.flatMap((layer) =>
      pastNames(layer).map((past, kv) => [past, tensor(presentNames(layer)[kv] as string)] as const),
    ),
  );
}

/** A cache without tokens, `[1, G, 0, D]` by `past_key_values.*`. */
function emptyCaches(b: GraphBuilder, decoder: Graph): Map<string, string> {
  const { layers, keyValueHeads, headSize } = cacheShape(decoder);
  const empty = b.op('Expand', [b.scalar(0), b.ints([1, keyValueHeads, 0, headSize])]);
  const names = Array.from({ length: layers }, (_, layer) => pastNames(layer)).flat();
  return new Map(names.map((name) => [name, empty]));
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
  trained: readonly ValueInfo[],
  { sizes, feeds }: { readonly sizes: readonly BatchSizes[]; readonly feeds: readonly Feeds[] },
): Promise<StepGraph> {
  const head = findOutputHead(decoder);
  if (!head) {
    throw new AppError(
      'tuner.head_not_found',
      `expected the logits of graph ${decoder.name} to be a product with a weight`,
    );
  }
  const labeledRows = b.input({ name: 'labeled_rows', type: 'int64', shape: ['labels'] });
  const labels = b.input({ name: 'labels', type: 'int64', shape: ['labels'] });
  const labelWeights = b.input({ name: 'label_weights', type: 'float32', shape: ['labels', 1] });

  const real = {
    places: b.input({ name: 'real_places', type: 'int64', shape: ['tokens', 2] }),
    ids: 'input_ids',
  };

  const tensor = b.inline(decoder, bindings);
  const hidden = tensor(head.hidden); // [B, S, E]
  const width = b.op('Shape', [hidden], { start: -1 });
  const flat = b.op('Reshape', [hidden, b.op('Concat', [b.ints([-1]), width], { axis: 0 })]); // [B * S, E]
  const chosen = b.op('Gather', [flat, labeledRows]); // [M, E]
  const logits = headOnRows(b, head, chosen, tensor); // [M, V]
  const { loss, logitsGradient, hits } = crossEntropy(b, logits, labels, labelWeights);
  b.output({ name: b.named('loss', loss), type: 'float32', shape: [] });
  b.output({ name: b.named('hits', hits), type: 'int64', shape: ['labels'] });
  const early = await chooseRowsEarly(b.build(decoder.name, [logitsGradient]), { chosen, real }, feeds);
  const forward = GraphBuilder.from(early).build(`${decoder.name}-loss`);

  const names = trained.map(({ name }) => name);
  const {
    b: step,
    gradients,
    shapes,
  } = await differentiate({
    graph: early,
    seeds: new Map([[logits, logitsGradient]]),
    wrt: names,
    probes: feeds,
    distinct: [labeledRows, real.places],
  });
  for (const info of trained) {
    const gradient = gradients.get(info.name);
    if (!gradient) {
      throw new AppError(
        'tuner.not_on_path',
        `expected ${info.name} to have a part in the loss of graph ${decoder.name}`,
      );
    }
    step.output({ ...info, name: step.named(gradientName(info.name), gradient) });
  }
  const graph = step.build(`${decoder.name}-step`);
  return { graph, forward, trained: names, stepBytes: (batch) => stepBytes({ graph, forward, shapes, sizes }, batch) };
}

/** A batch of token 0. */
function probeBatch({ rows, sequence, labels, instruction }: BatchSizes): Batch {
  const zeros = (count: number): number[] => Array<number>(count).fill(0);
  const labelAt = (place: number): number => (place < labels ? 0 : unlabeled);
  return {
    instruction: zeros(instruction),
    rows: Array.from({ length: rows }, (_, r) => ({
      ids: zeros(sequence),
      labels: zeros(sequence).map((_, i) => labelAt(r * sequence + i)),
    })),
  };
}

function probeTensor({ shape }: ValueInfo, { virtualTokens }: BatchSizes) {
  const dims = (shape ?? []).map((size) => (typeof size === 'number' ? size : virtualTokens));
  return { dims, data: new Float32Array(countOf(dims)) };
}
