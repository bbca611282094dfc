import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRule, differentiateRule, type RuleCase } from '../testing/check-rule.ts';
import { elementwise, fill, matMul, reduceSum, reshape, transpose } from '../testing/double-operators.ts';

const einsum = (
  equation: string,
  reference: RuleCase['reference'],
  dims: readonly ((n: number) => readonly number[])[],
): RuleCase => ({
  op: 'Einsum',
  attributes: { equation },
  reference,
  inputs: (n, draw) => dims.map((dimsAt) => draw.variable(dimsAt(n))),
});

test('Einsum of the scores of attention has the gradient of central differences', (t) =>
  checkRule(
    t,
    einsum('bhqd,bhkd->bhqk', (q, k) => matMul(q!, k!, { transB: true }), [() => [2, 3, 4, 5], (n) => [2, 3, n, 5]]),
  ));

test('Einsum of a product with a weight sums the gradient over the batch', (t) =>
  checkRule(
    t,
    einsum('b s e, e f -> b s f', (x, w) => matMul(x!, w!), [(n) => [2, n, 3], () => [3, 4]]),
  ));

test('Einsum of one tensor moves and sums axes', async (t) => {
  await checkRule(
    t,
    einsum('abc->cab', (x) => transpose(x!, [2, 0, 1]), [(n) => [2, n, 3]]),
  );
  await checkRule(
    t,
    einsum('abc->ac', (x) => reshape(reduceSum(x!, [1]), [2, 3]), [(n) => [2, n, 3]]),
  );
});

test('Einsum of an outer product has the gradient of central differences', (t) =>
  checkRule(
    t,
    einsum('i,j->ij', (x, y) => elementwise((row, column) => row! * column!, reshape(x!, [x!.dims[0]!, 1]), y!), [
      (n) => [n],
      () => [3],
    ]),
  ));

test('Einsum with repeated letters, an ellipsis or no result is refused', async () => {
  const forms: Readonly<Record<string, readonly number[]>> = { 'ii->i': [3, 3], '...a->...': [2, 3], ab: [2, 3] };
  for (const [equation, dims] of Object.entries(forms)) {
    const outputDims = equation === 'ab' ? dims : dims.slice(0, 1);
    const form = einsum(equation, () => fill(outputDims, () => 0), [() => dims]);
    await assert.rejects(differentiateRule(form), {
      code: 'tuner.unsupported_operator_form',
      message: /expected an equation with -> and each letter once/,
    });
  }
});

test('Einsum that repeats an axis of size 1 is refused', async () => {
  const repeated = einsum('ab,ab->ab', (x, y) => elementwise((a, b) => a! * b!, x!, y!), [
    (n) => [n, 3],
    (n) => [n, 1],
  ]);
  await assert.rejects(differentiateRule(repeated), {
    code: 'tuner.unsupported_operator_form',
    message: /expected axes of one size under each letter for a gradient of op Einsum, got ab,ab->ab/,
  });
});
