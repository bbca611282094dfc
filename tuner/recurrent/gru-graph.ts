import { type Graph, GraphBuilder } from '#model';
import { gruStep } from './gru-cell.ts';
import { type RecurrentSizes, recurrentWeightShapes } from './recurrent-sizes.ts';

/** Tensors of a network that is being written. */
export interface RecurrentTensors {
  /** States of both directions, [T, B, 2 H]. */
  readonly states: string;
  /** [B, K] */
  readonly logits: string;
  /** The places of the steps from the last to the first, [T] int64: none twice. */
  readonly backwards: string;
}

/** The network ready to use: inputs `series` [B, T, F] and every weight, output `probabilities` [B, K]. */
export function buildClassifier(sizes: RecurrentSizes): Graph {
  const b = new GraphBuilder();
  const { logits } = writeNetwork(b, sizes);
  const probabilities = b.named('probabilities', b.op('Softmax', [logits], { axis: -1 }));
  b.output({ name: probabilities, type: 'float32', shape: ['batch', sizes.labels] });
  return b.build('recurrent-classifier');
}

/**
 * A bidirectional GRU over a series, its states weighed by attention, and a linear head. Adds the inputs `series`
 * [B, T, F] and every weight by its name.
 *
 * @source the kind of network of Zhang, Luo, Gao, Ma 2023, Adv. Space Res. 72(5):1815 (BiGRU with self-attention; theirs
 *         reads line-of-sight angles), in its plainest form: one layer, and the attention of Lin et al. 2017,
 *         arXiv:1703.03130, with one row
 */
export function writeNetwork(b: GraphBuilder, sizes: RecurrentSizes): RecurrentTensors {
  const series = b.input({ name: 'series', type: 'float32', shape: ['batch', sizes.steps, sizes.features] });
  for (const [name, shape] of recurrentWeightShapes(sizes)) b.input({ name, type: 'float32', shape });
  const backwards = b.ints(Array.from({ length: sizes.steps }, (_, step) => sizes.steps - 1 - step));
  const states = bothDirections(b, sizes, b.op('Transpose', [series], { perm: [1, 0, 2] }), backwards);
  const logits = b.op('Add', [b.op('MatMul', [attend(b, states), 'head.weight']), 'head.bias']);
  return { states, logits, backwards };
}

/**
 * Runs the two directions side by side, the second one on the reversed series.
 *
 * @param series  [T, B, F]
 * @returns the states of both at each epoch, [T, B, 2 H]
 */
function bothDirections(
  b: GraphBuilder,
  { steps, features, hidden }: RecurrentSizes,
  series: string,
  backwards: string,
): string {
  const oriented = [series, b.op('Gather', [series, backwards], { axis: 0 })];
  const rows = oriented.map((one) => b.op('Reshape', [one, b.ints([1, -1, features])])); // [1, T B, F]
  const inputs = b.op('Concat', rows, { axis: 0 }); // [2, T B, F]
  const fromInput = b.op('Add', [b.op('MatMul', [inputs, 'gru.input_weight']), 'gru.input_bias']); // [2, T B, 3 H]
  const parts = b.ops('Split', [fromInput], steps, { axis: 1, num_outputs: steps }); // T of [2, B, 3 H]

  const batch = b.op('Shape', [series], { start: 1, end: 2 });
  let state = b.op('Expand', [b.scalar(0), b.op('Concat', [b.ints([2]), batch, b.ints([hidden])], { axis: 0 })]);
  const states = parts.map((part) => {
    state = gruStep(b, {
      fromInput: part,
      state,
      hiddenWeight: 'gru.hidden_weight',
      hiddenBias: 'gru.hidden_bias',
      hidden,
    });
    return state;
  });

  const [first, second] = b.ops('Split', [b.op('Concat', states, { axis: 1 })], 2, { axis: 0, num_outputs: 2 });
  const byStep = [first, second].map((one) => b.op('Reshape', [one as string, b.ints([steps, -1, hidden])])); // [T, B, H]
  const [forwards, reversed] = byStep as [string, string];
  return b.op('Concat', [forwards, b.op('Gather', [reversed, backwards], { axis: 0 })], { axis: -1 });
}

/** The mean of the states, [B, 2 H], each weighed by what the network makes of it. */
function attend(b: GraphBuilder, states: string): string {
  const view = b.op('Tanh', [b.op('Add', [b.op('MatMul', [states, 'attention.weight']), 'attention.bias'])]); // [T, B, H]
  const weights = b.op('Softmax', [b.op('MatMul', [view, 'attention.query'])], { axis: 0 }); // [T, B, 1]
  return b.op('ReduceSum', [b.op('Mul', [states, weights]), b.ints([0])], { keepdims: 0 });
}
