import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRule, differentiateRule, type RuleCase } from '../testing/check-rule.ts';
import { elementwise, matMul, type ProductForm } from '../testing/double-operators.ts';

/** Dimensions of a stored matrix whose transpose, when asked, is [rows, columns]. */
const stored = (rows: number, columns: number, transposed = false): readonly number[] =>
  transposed ? [columns, rows] : [rows, columns];

/** A FusedMatMul whose factors have these leading axes at size n. */
const fused = (
  form: Required<ProductForm>,
  leadA: (n: number) => readonly number[],
  leadB: (n: number) => readonly number[],
): RuleCase => ({
  op: 'FusedMatMul',
  attributes: { alpha: { float: form.alpha }, transA: Number(form.transA), transB: Number(form.transB) },
  reference: (a, b) => matMul(a!, b!, form),
  inputs: (n, draw) => [
    draw.variable([...leadA(n), ...stored(n, 3, form.transA)]),
    draw.variable([...leadB(n), ...stored(3, 2, form.transB)]),
  ],
});

for (const transA of [false, true]) {
  for (const transB of [false, true]) {
    for (const alpha of [1, 0.125]) {
      const form = { transA, transB, alpha };
      test(`FusedMatMul with ${JSON.stringify(form)} has the gradient of central differences`, async (t) => {
        const none = () => [];
        const batch = (n: number) => [2, n];
        await checkRule(t, fused(form, none, none));
        await checkRule(t, fused(form, batch, batch));
        await checkRule(t, fused(form, batch, none));
        await checkRule(t, fused(form, none, batch));
      });
    }
  }
}

for (const transB of [false, true]) {
  // Scores and weights of attention: as many columns as there are keys.
  test(`FusedMatMul over an axis of open size has the gradient of central differences, transB ${transB}`, (t) =>
    checkRule(t, {
      ...fused(
        { transA: false, transB, alpha: 0.5 },
        () => [],
        () => [],
      ),
      inputs: (n, draw) => [draw.variable([2, n, transB ? 3 : n + 1]), draw.variable([2, n + 1, 3])],
    }));
}

test('FusedMatMul sums the gradient of a factor that a leading axis of size 1 repeats', (t) =>
  checkRule(
    t,
    fused(
      { transA: false, transB: true, alpha: 0.5 },
      (n) => [n, 1],
      () => [1, 2],
    ),
  ));

const product: RuleCase = {
  op: 'MatMul',
  reference: (a, b) => matMul(a!, b!),
  inputs: (n, draw) => [draw.variable([n, 3]), draw.variable([3, 2])],
};

test('MatMul of matrices has the gradient of central differences', (t) => checkRule(t, product));

test('MatMul of batches has the gradient of central differences', (t) =>
  checkRule(t, { ...product, inputs: (n, draw) => [draw.variable([2, n, 3]), draw.variable([2, 3, n])] }));

test('MatMul sums the gradient of a matrix that a whole batch shares', async (t) => {
  await checkRule(t, { ...product, inputs: (n, draw) => [draw.variable([2, n, 3]), draw.variable([3, 2])] });
  await checkRule(t, { ...product, inputs: (n, draw) => [draw.variable([n, 3]), draw.variable([2, 3, 2])] });
});

test('a contracted axis of size 1 is not taken for a repeated one', (t) =>
  checkRule(t, { ...product, inputs: (n, draw) => [draw.variable([2, n, 1]), draw.variable([2, 1, 3])] }));

test('MatMul of a matrix with itself adds both gradients', (t) =>
  checkRule(t, {
    ...product,
    inputs: (_, draw) => {
      const x = draw.variable([3, 3]);
      return [x, x];
    },
  }));

test('MatMul with a fixed weight differentiates the other factor alone', (t) =>
  checkRule(t, { ...product, inputs: (n, draw) => [draw.variable([2, n, 3]), draw.float([3, 2])] }));

test('MatMul of a vector is refused', async () => {
  const vector: RuleCase = {
    op: 'MatMul',
    reference: (_, b) => ({ dims: [b!.dims[1]!], data: new Float64Array(b!.dims[1]!) }),
    inputs: (_, draw) => [draw.variable([3]), draw.variable([3, 2])],
  };
  await assert.rejects(differentiateRule(vector), {
    code: 'tuner.unsupported_operator_form',
    message: /expected input 0 to be a matrix for a gradient of op MatMul, got rank 1: node MatMul_1, input input_0/,
  });
});

test('FusedMatMul with transposed batches is refused', async () => {
  const moved: RuleCase = {
    op: 'FusedMatMul',
    attributes: { transBatchA: 1, transBatchB: 1 },
    reference: (a, b) => matMul(a!, b!),
    inputs: (_, draw) => [draw.variable([2, 2, 2]), draw.variable([2, 2, 2])],
  };
  await assert.rejects(differentiateRule(moved), {
    code: 'tuner.unsupported_operator_form',
    message: /expected transBatchA 0 for a gradient of op FusedMatMul, got 1/,
  });
});

for (const [transA, transB] of [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const) {
  test(`Gemm with transA ${transA} and transB ${transB} has the gradient of central differences`, async (t) => {
    const gemm = (...dimsOfC: readonly (readonly number[])[]): RuleCase => ({
      op: 'Gemm',
      attributes: { alpha: { float: 0.5 }, beta: { float: 2 }, transA, transB },
      reference: (a, b, c) => {
        const product = matMul(a!, b!, { alpha: 0.5, transA: transA === 1, transB: transB === 1 });
        return c ? elementwise((value, added) => value! + 2 * added!, product, c) : product;
      },
      inputs: (n, draw) => [
        draw.variable(stored(n, 3, transA === 1)),
        draw.variable(stored(3, 2, transB === 1)),
        ...dimsOfC.map((dims) => draw.variable(dims)),
      ],
    });
    await checkRule(t, gemm());
    await checkRule(t, gemm([2]));
    await checkRule(t, gemm([1, 2]));
    await checkRule(t, gemm([]));
  });
}
