import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRule, differentiateRule, type RuleCase } from '../testing/check-rule.ts';
import { reduceMean, reduceSum, softmax } from '../testing/double-operators.ts';

const reduction = (op: string, reduce: typeof reduceSum, axes: readonly number[]): RuleCase => ({
  op,
  attributes: { keepdims: 1 },
  reference: (x) =>
    reduce(
      x!,
      axes.map((axis) => (axis + 3) % 3),
    ),
  inputs: (n, draw) => [draw.variable([2, n, 3]), draw.ints(axes)],
});

test('ReduceSum spreads the gradient over what was summed', async (t) => {
  await checkRule(t, reduction('ReduceSum', reduceSum, [-1]));
  await checkRule(t, reduction('ReduceSum', reduceSum, [0, 1]));
});

test('ReduceMean spreads the gradient divided by the count', async (t) => {
  await checkRule(t, reduction('ReduceMean', reduceMean, [-1]));
  await checkRule(t, reduction('ReduceMean', reduceMean, [1]));
  await checkRule(t, reduction('ReduceMean', reduceMean, [0, 1, 2]));
});

test('a reduction that drops the reduced axes is refused', async () => {
  for (const rule of [reduction('ReduceSum', reduceSum, [1]), reduction('ReduceMean', reduceMean, [1])]) {
    await assert.rejects(differentiateRule({ ...rule, attributes: { keepdims: 0 } }), {
      code: 'tuner.unsupported_operator_form',
      message: /keepdims must be 1/,
    });
  }
});

const attention: RuleCase = {
  op: 'Softmax',
  attributes: { axis: -1 },
  reference: (x) => softmax(x!),
  inputs: (n, draw) => [draw.variable([2, n, 5], [-3, 3])],
};

test('Softmax has the gradient of central differences', (t) => checkRule(t, attention));

test('Softmax along another axis than the last is refused', async () => {
  await assert.rejects(differentiateRule({ ...attention, attributes: { axis: 1 } }), {
    code: 'tuner.unsupported_operator_form',
    message: /axis must be -1/,
  });
});
