import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Graph, GraphBuilder, openSession } from '#model';
import { buildClassifier, writeNetwork } from './gru-graph.ts';
import { seriesFeeds, weightFeeds } from './recurrent-step.ts';

/** Of float32 sums of order 1. */
const tolerance = 1e-6;

const [steps, batch, features, hidden, labels] = [3, 2, 2, 2, 3];
const sizes = { steps, features, hidden, labels };

/** Integers stand for multiples of 1/32, which float32 holds exactly. */
const inUnits = (integers: readonly number[]): number[] => integers.map((integer) => integer / 32);

/**
 * The same network in torch 2.15.0, double precision: torch.nn.GRU(2, 2, bidirectional=True), its weights and the series
 * [3, 2, 2] drawn as integers / 32; then softmax(tanh(y A + a) q) over the steps, and softmax(pooled W + c).
 */
const torch = {
  inputWeights: [
    [-31, -3, -3, 12, 23, 22, 20, -10, -5, -21, 12, 12],
    [-29, -9, -13, 30, 25, -22, 16, 16, -6, 1, -2, -29],
  ],
  hiddenWeights: [
    [-21, -16, -12, 16, 13, 24, -20, 14, -18, -11, 4, 22],
    [24, 3, 30, -23, -5, -30, 10, -3, -13, 26, 28, -26],
  ],
  inputBiases: [
    [-16, -12, -2, 20, -27, -29],
    [22, 26, -9, -28, 28, -15],
  ],
  hiddenBiases: [
    [-11, -19, -1, 5, 21, -2],
    [-27, -21, 30, 26, 30, 7],
  ],
  series: [1, 31, 9, 8, -14, 31, -2, -12, -1, -19, 28, -14],
  attentionWeight: [-1, 9, 14, -25, -25, 5, 10, -29],
  attentionBias: [26, -1],
  attentionQuery: [-15, 31],
  headWeight: [-2, -22, -2, -19, -27, 23, 11, -21, 25, -10, 23, 18],
  headBias: [32, 27, -19],
  states: [
    [-0.306688667, -0.190123255, 0.718221348, -0.33776788, -0.30674574, -0.181924192, 0.511916817, -0.147650538],
    [-0.537678526, -0.38834036, 0.643331329, -0.285499805, -0.261097619, -0.354436929, 0.34334637, 0.014487767],
    [-0.111880474, -0.500915329, 0.227643726, 0.09386598, -0.366634175, -0.41373188, 0.122471735, -0.022989794],
  ],
  probabilities: [0.597944254, 0.319636371, 0.082419375, 0.523607537, 0.398549097, 0.077843366],
} as const;

/** torch keeps a matrix as [outputs, inputs], this project as [inputs, outputs]. */
function transposed(matrix: readonly number[], columns: number): number[] {
  const rows = matrix.length / columns;
  return Array.from({ length: matrix.length }, (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]!);
}

const weights = new Map(
  Object.entries({
    'gru.input_weight': torch.inputWeights.flatMap((matrix) => transposed(matrix, features)),
    'gru.input_bias': torch.inputBiases.flat(),
    'gru.hidden_weight': torch.hiddenWeights.flatMap((matrix) => transposed(matrix, hidden)),
    'gru.hidden_bias': torch.hiddenBiases.flat(),
    'attention.weight': torch.attentionWeight,
    'attention.bias': torch.attentionBias,
    'attention.query': torch.attentionQuery,
    'head.weight': torch.headWeight,
    'head.bias': torch.headBias,
  }).map(([name, integers]) => [name, Float32Array.from(inUnits(integers))] as const),
);

/** The series of torch, [T, B, F], by record. */
const records = Array.from({ length: batch }, (_, row) =>
  Float32Array.from(
    { length: steps * features },
    (_, i) => torch.series[(Math.floor(i / features) * batch + row) * features + (i % features)]! / 32,
  ),
);

async function outputOf(t: TestContext, graph: Graph, given = weights) {
  const session = await openSession(graph, { threads: 1 });
  t.after(() => session.close());
  const results = await session.run({ ...seriesFeeds(sizes, records), ...weightFeeds(sizes, given) });
  return results[graph.outputs[0]!.name]!;
}

function assertClose(actual: ArrayLike<number | bigint>, expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(Number(actual[i]) - value) < tolerance, `${actual[i]}, expected ${value} at ${i}`);
  });
}

test('the states of both directions are those of torch', async (t) => {
  const b = new GraphBuilder();
  b.output({ name: writeNetwork(b, sizes).states, type: 'float32', shape: null });
  const states = await outputOf(t, b.build('states'));
  assert.deepEqual(states.dims, [steps, batch, 2 * hidden]);
  assertClose(states.data, torch.states.flat());
});

test('the probabilities are those of torch', async (t) => {
  const probabilities = await outputOf(t, buildClassifier(sizes));
  assert.deepEqual(probabilities.dims, [batch, labels]);
  assertClose(probabilities.data, torch.probabilities);
});

/** By hand: a head of biases ln 1, ln 2, ln 5 makes 1/8, 2/8 and 5/8 of them, whatever the series. */
test('a head without weights gives the softmax of its biases', async (t) => {
  const given = new Map(weights)
    .set('head.weight', new Float32Array(2 * hidden * labels))
    .set('head.bias', Float32Array.from([1, 2, 5], Math.log));
  const { data } = await outputOf(t, buildClassifier(sizes), given);
  assertClose(data, [0.125, 0.25, 0.625, 0.125, 0.25, 0.625]);
});
