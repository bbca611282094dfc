import { test } from 'node:test';
import { checkRule, type RuleCase } from '../testing/check-rule.ts';
import { elementwise, reduce, reduceSum, reshape, softmax } from '../testing/double-operators.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const squares = (values: readonly number[]): number => sum(values.map((value) => value * value));

/** What each reduction makes of the values that it reduces to one. */
const reductions: Readonly<Record<string, (values: readonly number[]) => number>> = {
  ReduceSum: sum,
  ReduceMean: (values) => sum(values) / values.length,
  ReduceMax: (values) => Math.max(...values),
  ReduceMin: (values) => Math.min(...values),
  ReduceSumSquare: squares,
  ReduceL2: (values) => Math.sqrt(squares(values)),
  ReduceLogSumExp: (values) => Math.log(sum(values.map(Math.exp))),
};

/** A reduction over `axes`, all when there are none, whose axes stay at size 1 or go. */
const reduction = (op: string, axes: readonly number[], keepdims: 0 | 1): RuleCase => {
  const places = (axes.length === 0 ? [0, 1, 2] : axes).map((axis) => (axis + 3) % 3);
  return {
    op,
    attributes: { keepdims },
    reference: (x) => {
      const reduced = reduce(x!, places, reductions[op]!);
      if (keepdims === 1) return reduced;
      return reshape(
        reduced,
        reduced.dims.filter((_, axis) => !places.includes(axis)),
      );
    },
    inputs: (n, draw) => {
      const drawn = draw.variable([2, n, 3]);
      // No two values are equal, so that the greatest and the least are single.
      const x = { ...drawn, data: drawn.data.map((value, i) => value + i / 2 ** 12) };
      return axes.length === 0 ? [x] : [x, draw.ints(axes)];
    },
  };
};

for (const op of Object.keys(reductions)) {
  test(`${op} has the gradient of central differences for any axes, kept or dropped`, async (t) => {
    for (const keepdims of [0, 1] as const) {
      for (const axes of [[-1], [1], [0, -2], []]) await checkRule(t, reduction(op, axes, keepdims));
    }
  });
}

test('a sum or mean without axes that is to do nothing passes the gradient through', async (t) => {
  for (const op of ['ReduceSum', 'ReduceMean']) {
    await checkRule(t, {
      op,
      attributes: { noop_with_empty_axes: 1 },
      reference: (x) => x!,
      inputs: (n, draw) => [draw.variable([n, 3])],
    });
  }
});

test('equal greatest values share the gradient', async (t) => {
  await checkRule(t, {
    op: 'ReduceMax',
    reference: (x) => reduce(x!, [1], sharedMaximum),
    inputs: (n, draw) => {
      const x = draw.variable([n, 3]);
      return [{ ...x, data: x.data.fill(0.5) }, draw.ints([1])];
    },
  });
});

/** Smooth about equal values, where its gradient is that of the maximum shared among them. */
const sharedMaximum = (values: readonly number[]): number => sum(values) / values.length;

for (const axis of [-1, 1, 0, -2]) {
  const alongAxis = (op: string, reference: RuleCase['reference']): RuleCase => ({
    ...{ op, attributes: { axis }, reference },
    inputs: (n, draw) => [draw.variable([2, n, 5], [-3, 3])],
  });

  test(`Softmax and LogSoftmax along axis ${axis} have the gradient of central differences`, async (t) => {
    const place = (axis + 3) % 3;
    await checkRule(
      t,
      alongAxis('Softmax', (x) => softmax(x!, place)),
    );
    await checkRule(
      t,
      alongAxis('LogSoftmax', (x) => {
        const sums = reduceSum(elementwise(Math.exp, x!), [place]);
        return elementwise((value, total) => value! - Math.log(total!), x!, sums);
      }),
    );
  });
}
