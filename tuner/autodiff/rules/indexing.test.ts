import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Feeds, float32Tensor, GraphBuilder, int64Tensor, openSession } from '#model';
import { differentiate } from '../differentiate.ts';
import { checkRule, differentiateRule, type RuleCase } from '../testing/check-rule.ts';
import { at, fill, gather, scatter } from '../testing/double-operators.ts';

const lookUp = (
  values: (n: number) => readonly number[],
  dims?: (n: number) => readonly number[],
  axis = 0,
): RuleCase => ({
  op: 'Gather',
  attributes: { axis },
  reference: (x, indices) => gather(x!, indices!, (axis + 3) % 3),
  inputs: (n, draw) => [draw.variable([n, 4, 3]), draw.ints(values(n), dims?.(n))],
});

test('Gather adds the gradients of a row that was taken several times, and leaves the others zero', (t) =>
  checkRule(
    t,
    lookUp((n) => [1, 0, 1, 1, n - 1]),
  ));

test('Gather takes indices of any rank, and indices that count from the end', async (t) => {
  await checkRule(
    t,
    lookUp(
      () => [1, 0, 1, 1],
      () => [2, 2],
    ),
  );
  await checkRule(
    t,
    lookUp(
      () => [1],
      () => [],
    ),
  );
  await checkRule(
    t,
    lookUp(() => [-1, 0, -1]),
  );
});

test('Gather takes parts along any axis', async (t) => {
  for (const axis of [1, 2, -1, -2]) {
    await checkRule(
      t,
      lookUp(
        () => [2, 0, 2, -1],
        () => [2, 2],
        axis,
      ),
    );
    await checkRule(
      t,
      lookUp(
        () => [1],
        () => [],
        axis,
      ),
    );
  }
});

test('Gather takes single values out of a vector', (t) =>
  checkRule(t, {
    op: 'Gather',
    reference: (x, indices) => gather(x!, indices!, 0),
    inputs: (n, draw) => [draw.variable([n]), draw.ints([1, 1, 0])],
  }));

test('GatherElements adds the gradients of a value that was taken several times', async (t) => {
  for (const axis of [0, 1, -1]) {
    const place = (axis + 2) % 2;
    await checkRule(t, {
      op: 'GatherElements',
      attributes: { axis },
      reference: (x, indices) => fill(indices!.dims, (index) => at(x!, index.with(place, at(indices!, index)))),
      inputs: (n, draw) => [draw.variable([n, 3]), draw.ints([1, 0, 1, 1, 1, 0], [2, 3])],
    });
  }
});

const taking: RuleCase = {
  op: 'GatherND',
  reference: (x, indices) =>
    fill([3, 4], ([row, column]) => at(x!, [at(indices!, [row!, 0]), at(indices!, [row!, 1]), column!])),
  inputs: (n, draw) => [draw.variable([n, 2, 4]), draw.ints([1, 1, 0, 1, 1, 1], [3, 2])],
};

test('GatherND adds the gradients of a part that was taken several times', (t) => checkRule(t, taking));

test('what is known to be taken once has its gradient set, not added', async (t) => {
  const once: readonly RuleCase[] = [
    { ...lookUp(() => [1, 0]), isDistinct: true },
    {
      ...taking,
      inputs: (n, draw) => [draw.variable([n, 2, 4]), draw.ints([1, 1, 0, 1, 0, 0], [3, 2])],
      isDistinct: true,
    },
  ];
  for (const rule of once) {
    await checkRule(t, rule);
    const { b } = await differentiateRule(rule);
    assert.deepEqual(
      b.nodes.filter(({ op }) => op.startsWith('Scatter')).map(({ op, attributes }) => ({ op, attributes })),
      [{ op: 'ScatterND', attributes: {} }],
    );
  }
});

test('GatherND by batches is refused', async () => {
  const batches: RuleCase = {
    ...taking,
    attributes: { batch_dims: 1 },
    reference: (x) => fill([x!.dims[0]!], () => 0),
    inputs: (n, draw) => [draw.variable([n, 2]), draw.ints(Array(n).fill(1), [n, 1])],
  };
  await assert.rejects(differentiateRule(batches), {
    code: 'tuner.unsupported_operator_form',
    message: /expected batch_dims 0 for a gradient of op GatherND, got 1: node GatherND_1, input input_0/,
  });
});

for (const reduction of ['none', 'add']) {
  test(`ScatterND and ScatterElements with reduction ${reduction} have the gradient of central differences`, async (t) => {
    const isAdded = reduction === 'add';
    await checkRule(t, {
      op: 'ScatterND',
      attributes: { reduction },
      reference: (x, indices, updates) =>
        scatter(x!, updates!, ([row, column]) => [at(indices!, [row!, 0]), column!], isAdded),
      inputs: (n, draw) => [draw.variable([n, 3]), draw.ints([1, 0], [2, 1]), draw.variable([2, 3])],
    });
    await checkRule(t, {
      op: 'ScatterElements',
      attributes: { reduction, axis: -1 },
      reference: (x, indices, updates) => scatter(x!, updates!, (index) => [index[0]!, at(indices!, index)], isAdded),
      inputs: (n, draw) => [draw.variable([n, 3]), draw.ints([1, 0, 2, 1], [2, 2]), draw.variable([2, 2])],
    });
  });
}

test('a scattered product is refused', async () => {
  const product: RuleCase = {
    op: 'ScatterElements',
    attributes: { reduction: 'mul' },
    reference: (x) => x!,
    inputs: (n, draw) => [draw.variable([n]), draw.ints([0, 1]), draw.float([2])],
  };
  await assert.rejects(differentiateRule(product), {
    code: 'tuner.unsupported_operator_form',
    message: /expected reduction none or add for a gradient of op ScatterElements, got mul/,
  });
});

/** Enough to add to one place for threads to meet there. */
const crowd = 4000;

for (const op of ['Gather', 'GatherND']) {
  test(`all that ${op} took from one place is added there by several threads`, async () => {
    const b = new GraphBuilder();
    const data = b.input({ name: 'data', type: 'float32', shape: ['rows', 8] });
    const indices = b.input({ name: 'indices', type: 'int64', shape: op === 'Gather' ? ['taken'] : ['taken', 1] });
    const taken = b.op(op, [data, indices]);
    const loss = b.op('ReduceSum', [taken], { keepdims: 0 });
    const one = b.scalar(1);
    const probe = (rows: number, count: number): Feeds => ({
      data: float32Tensor(new Float32Array(8 * rows), [rows, 8]),
      indices: int64Tensor(new Uint8Array(count).fill(1), op === 'Gather' ? [count] : [count, 1]),
    });
    const { b: step, gradients } = await differentiate({
      graph: b.build('crowd', [loss, one]),
      seeds: new Map([[loss, one]]),
      wrt: ['data'],
      probes: [probe(2, 3), probe(3, 5)],
    });
    const gradient = gradients.get('data')!;
    step.output({ name: gradient, type: 'float32', shape: null });
    const session = await openSession(step.build('crowd'), { threads: 4 });
    for (let run = 0; run < 60; run += 1) {
      const { [gradient]: made } = await session.run(probe(3, crowd));
      assert.deepEqual([...(made!.data as Float32Array)].slice(8, 16), Array(8).fill(crowd), `run ${run}`);
    }
    await session.close();
  });
}
