import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRule, differentiateRule, type RuleCase } from '../testing/check-rule.ts';
import { concat, expand, gather, reshape, split, transpose } from '../testing/double-operators.ts';

test('Reshape gives the gradient the input shape back', async (t) => {
  await checkRule(t, {
    op: 'Reshape',
    reference: (x) => reshape(x!, [x!.dims[0]!, 6]),
    inputs: (n, draw) => [draw.variable([n, 2, 3]), draw.ints([0, -1])],
  });
});

test('Flatten gives the gradient the input shape back', (t) =>
  checkRule(t, {
    op: 'Flatten',
    attributes: { axis: 1 },
    reference: (x) => reshape(x!, [x!.dims[0]!, 6]),
    inputs: (n, draw) => [draw.variable([n, 2, 3])],
  }));

test('Squeeze and Unsqueeze give the gradient the input shape back', async (t) => {
  await checkRule(t, {
    op: 'Squeeze',
    reference: (x) => reshape(x!, [x!.dims[0]!, 3]),
    inputs: (n, draw) => [draw.variable([n, 1, 3]), draw.ints([1])],
  });
  await checkRule(t, {
    op: 'Unsqueeze',
    reference: (x) => reshape(x!, [1, x!.dims[0]!, 1, 3]),
    inputs: (n, draw) => [draw.variable([n, 3]), draw.ints([0, 2])],
  });
});

test('Transpose turns the gradient back, also when its permutation is not its own inverse', async (t) => {
  for (const perm of [
    [0, 2, 1, 3],
    [1, 2, 0, 3],
    [3, 0, 1, 2],
  ]) {
    await checkRule(t, {
      op: 'Transpose',
      attributes: { perm },
      reference: (x) => transpose(x!, perm),
      inputs: (n, draw) => [draw.variable([2, n, 3, 5])],
    });
  }
});

test('Transpose without a permutation is refused', async () => {
  const bare: RuleCase = {
    op: 'Transpose',
    reference: (x) => transpose(x!, [1, 0]),
    inputs: (n, draw) => [draw.variable([n, 3])],
  };
  await assert.rejects(differentiateRule(bare), {
    code: 'tuner.unsupported_operator_form',
    message: /perm is missing/,
  });
});

test('Concat hands each input its slice, along any axis', async (t) => {
  for (const axis of [0, 1, -1, -2]) {
    const place = (axis + 3) % 3;
    await checkRule(t, {
      op: 'Concat',
      attributes: { axis },
      reference: (x, y, z) => concat([x!, y!, z!], place),
      inputs: (n, draw) => [1, n, 2].map((size) => draw.variable([n, 3, 5].with(place, size))),
    });
  }
});

test('Concat of a fixed and a trained tensor differentiates the trained one', (t) =>
  checkRule(t, {
    op: 'Concat',
    attributes: { axis: 1 },
    reference: (x, y) => concat([x!, y!], 1),
    inputs: (n, draw) => [draw.float([2, 3]), draw.variable([2, n])],
  }));

test('Concat of a tensor with itself adds both slices', (t) =>
  checkRule(t, {
    op: 'Concat',
    attributes: { axis: 0 },
    reference: (x, y) => concat([x!, y!], 0),
    inputs: (n, draw) => {
      const x = draw.variable([n, 2]);
      return [x, x];
    },
  }));

const inThree: RuleCase = {
  op: 'Split',
  attributes: { axis: -1 },
  reference: (x) => split(x!, [1, 2, 2], 1),
  inputs: (n, draw) => [draw.variable([n, 5]), draw.ints([1, 2, 2])],
};

test('Split joins the gradients of its parts', (t) => checkRule(t, inThree));

test('Split takes a part that the loss does not read as gradient zero', async (t) => {
  await checkRule(t, { ...inThree, unread: [1] });
  await checkRule(t, { ...inThree, unread: [0, 2] });
});

test('Split into equal parts needs no sizes', (t) =>
  checkRule(t, {
    op: 'Split',
    attributes: { axis: 0, num_outputs: 2 },
    reference: (x) => split(x!, [x!.dims[0]! / 2, x!.dims[0]! / 2], 0),
    inputs: (n, draw) => [draw.variable([2 * n, 3])],
  }));

test('Expand sums the gradient over leading axes and axes of size 1', async (t) => {
  await checkRule(t, {
    op: 'Expand',
    reference: (x) => expand(x!, [5, 2, 3]),
    inputs: (_, draw) => [draw.variable([2, 1]), draw.ints([5, 2, 3])],
  });
  await checkRule(t, {
    op: 'Expand',
    reference: (x) => expand(x!, [x!.dims[2]! + 1, 1, 1, 1]),
    inputs: (n, draw) => [draw.variable([1, 2, n, 3]), draw.ints([n + 1, 1, 1, 1])],
  });
});

test('Expand that repeats nothing passes the gradient through', (t) =>
  checkRule(t, {
    op: 'Expand',
    reference: (x) => expand(x!, [1, 1]),
    inputs: (n, draw) => [draw.variable([n, 3]), draw.ints([1, 1])],
  }));

const lookUp = (values: (n: number) => readonly number[], dims?: (n: number) => readonly number[]): RuleCase => ({
  op: 'Gather',
  reference: (x, indices) => gather(x!, indices!),
  inputs: (n, draw) => [draw.variable([n, 3]), draw.ints(values(n), dims?.(n))],
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

test('Gather takes single values out of a vector', (t) =>
  checkRule(t, { ...lookUp(() => []), inputs: (n, draw) => [draw.variable([n]), draw.ints([1, 1, 0])] }));

test('Gather along another axis than the first is refused', async () => {
  await assert.rejects(differentiateRule({ ...lookUp(() => [0, 1]), attributes: { axis: 1 } }), {
    code: 'tuner.unsupported_operator_form',
    message: /Gather node Gather_1: only axis 0/,
  });
});
