import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRule, differentiateRule, type RuleCase } from '../testing/check-rule.ts';
import {
  at,
  concat,
  expand,
  fill,
  padded,
  reshape,
  split,
  takeSlices,
  transpose,
} from '../testing/double-operators.ts';

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

test('Transpose without a permutation reverses the axes, and so does its gradient', (t) =>
  checkRule(t, {
    op: 'Transpose',
    reference: (x) => transpose(x!, [2, 1, 0]),
    inputs: (n, draw) => [draw.variable([n, 2, 3])],
  }));

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

const slicing = (
  slices: readonly (readonly [axis: number, start: number, end: number, step?: number])[],
  axesListed = true,
): RuleCase => ({
  op: 'Slice',
  reference: (x) => takeSlices(x!, slices),
  inputs: (n, draw) => {
    const list = (place: number, fallback = 1) => draw.ints(slices.map((slice) => slice[place] ?? fallback));
    const steps = slices.some((slice) => slice[3]) ? [list(3)] : [];
    const axes = axesListed ? [list(0)] : [];
    return [draw.variable([n, 6, 5]), list(1), list(2), ...axes, ...steps];
  },
});

test('Slice leaves zeros where nothing was taken', async (t) => {
  await checkRule(t, slicing([[1, 1, 4]]));
  await checkRule(t, slicing([[-1, 0, 3]]));
  await checkRule(t, slicing([[1, 2, 2 ** 40]]));
  await checkRule(t, slicing([[-2, -3, -1]]));
  await checkRule(t, slicing([[1, -100, 3]]));
});

test('Slice takes several axes, and those from the first on when none are listed', async (t) => {
  await checkRule(
    t,
    slicing([
      [1, 1, 4],
      [2, -2, 5],
    ]),
  );
  await checkRule(
    t,
    slicing(
      [
        [0, 1, 2],
        [1, 1, 3],
      ],
      false,
    ),
  );
});

test('Slice takes steps, as interleaved rotary positions do, also backwards', async (t) => {
  await checkRule(t, slicing([[1, 0, 6, 2]]));
  await checkRule(t, slicing([[-2, 1, 2 ** 40, 2]]));
  await checkRule(
    t,
    slicing([
      [1, 1, 6, 3],
      [2, 0, 4, 1],
    ]),
  );
  await checkRule(t, slicing([[2, -1, -100, -1]]));
});

test('Pad cuts the gradient, and pads it where the input was cut', async (t) => {
  const padding = (pads: readonly number[], axes?: readonly number[]): RuleCase => ({
    op: 'Pad',
    reference: (x) => padded(x!, pads, axes ?? [0, 1]),
    inputs: (n, draw) => [
      draw.variable([n, 3]),
      draw.ints(pads),
      ...(axes ? [{ kind: 'float32', dims: [], data: Float64Array.of(0) } as const, draw.ints(axes)] : []),
    ],
  });
  await checkRule(t, padding([0, 1, 2, 3]));
  await checkRule(t, padding([1, -1, 0, 2]));
  await checkRule(t, padding([2, 1], [1]));
});

test('Pad that repeats the edge is refused', async () => {
  const edge: RuleCase = {
    op: 'Pad',
    attributes: { mode: 'edge' },
    reference: (x) => padded(x!, [0, 1, 0, 0], [0, 1]),
    inputs: (n, draw) => [draw.variable([n, 3]), draw.ints([0, 1, 0, 0])],
  };
  await assert.rejects(differentiateRule(edge), {
    code: 'tuner.unsupported_operator_form',
    message: /expected mode constant for a gradient of op Pad, got edge: node Pad_1, input input_0 feeds the loss/,
  });
});

test('Tile adds the gradients of all copies', async (t) => {
  const tiling = (repeats: readonly number[]): RuleCase => ({
    op: 'Tile',
    reference: (x) =>
      fill(
        x!.dims.map((size, axis) => size * repeats[axis]!),
        (index) =>
          at(
            x!,
            index.map((place, axis) => place % x!.dims[axis]!),
          ),
      ),
    inputs: (n, draw) => [draw.variable([2, n, 3]), draw.ints(repeats)],
  });
  await checkRule(t, tiling([1, 3, 2]));
  await checkRule(t, tiling([2, 1, 1]));
});

test('Trilu keeps the gradient of the triangle it kept', async (t) => {
  const triangle = (upper: number, diagonal: number): RuleCase => ({
    op: 'Trilu',
    attributes: { upper },
    reference: (x) =>
      fill(x!.dims, (index) => {
        const above = index.at(-1)! - index.at(-2)! - diagonal;
        return (upper === 1 ? above >= 0 : above <= 0) ? at(x!, index) : 0;
      }),
    inputs: (n, draw) => [draw.variable([2, n, 3]), ...(diagonal === 0 ? [] : [draw.ints([diagonal], [])])],
  });
  await checkRule(t, triangle(1, 0));
  await checkRule(t, triangle(0, 0));
  await checkRule(t, triangle(1, 1));
  await checkRule(t, triangle(0, -1));
});

test('CumSum sums the gradient from the other end', async (t) => {
  for (const [exclusive, reverse] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    await checkRule(t, {
      op: 'CumSum',
      attributes: { exclusive, reverse },
      reference: (x) =>
        fill(x!.dims, ([row, column]) => {
          const counts = (k: number): boolean =>
            (exclusive === 0 && k === column) || (reverse === 1 ? k > column! : k < column!);
          return Array.from({ length: 5 }, (_, k) => (counts(k) ? at(x!, [row!, k]) : 0)).reduce(
            (sum, value) => sum + value,
            0,
          );
        }),
      inputs: (n, draw) => [draw.variable([n, 5]), draw.ints([1], [])],
    });
  }
});
