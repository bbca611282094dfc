import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRule, differentiateRule, type RuleCase, type RuleInput, unary } from '../testing/check-rule.ts';
import { elementwise } from '../testing/double-operators.ts';

/** Values well away from zero, for divisors, roots and logarithms. */
const away = [0.5, 2] as const;

const binary: Readonly<Record<string, (x: number, y: number) => number>> = {
  Add: (x, y) => x + y,
  Sub: (x, y) => x - y,
  Mul: (x, y) => x * y,
  Div: (x, y) => x / y,
};

for (const [op, f] of Object.entries(binary)) {
  const reference: RuleCase['reference'] = (x, y) => elementwise(f as (...values: number[]) => number, x!, y!);

  test(`${op} of tensors of one shape has the gradient of central differences`, (t) =>
    checkRule(t, { op, reference, inputs: (n, draw) => [draw.variable([n, 3]), draw.variable([n, 3], away)] }));

  test(`${op} sums the gradient over leading axes that the second input lacks`, (t) =>
    checkRule(t, { op, reference, inputs: (n, draw) => [draw.variable([2, n, 3]), draw.variable([3], away)] }));

  test(`${op} sums the gradient over leading axes that the first input lacks`, (t) =>
    checkRule(t, { op, reference, inputs: (n, draw) => [draw.variable([3]), draw.variable([2, n, 3], away)] }));

  test(`${op} sums the gradient over axes of size 1 on either side`, (t) =>
    checkRule(t, { op, reference, inputs: (n, draw) => [draw.variable([n, 1, 3]), draw.variable([1, n, 1], away)] }));

  test(`${op} takes a scalar`, (t) =>
    checkRule(t, { op, reference, inputs: (n, draw) => [draw.variable([n, 3]), draw.variable([], away)] }));

  test(`${op} differentiates one input when the other is fixed`, async (t) => {
    await checkRule(t, { op, reference, inputs: (n, draw) => [draw.variable([n, 3]), draw.float([3], away)] });
    await checkRule(t, { op, reference, inputs: (n, draw) => [draw.float([3]), draw.variable([n, 3], away)] });
  });
}

test('a tensor that feeds a node twice gets both gradients', async (t) => {
  const inputs: RuleCase['inputs'] = (n, draw) => {
    const x = draw.variable([n, 3]);
    return [x, x];
  };
  await checkRule(t, { op: 'Add', inputs, reference: (x) => elementwise((value) => value + value, x!) });
  await checkRule(t, { op: 'Mul', inputs, reference: (x) => elementwise((value) => value * value, x!) });
});

test('Neg, Identity, Dropout and Reciprocal have the gradient of central differences', async (t) => {
  await checkRule(
    t,
    unary('Neg', (x) => -x),
  );
  await checkRule(
    t,
    unary('Identity', (x) => x),
  );
  await checkRule(
    t,
    unary('Dropout', (x) => x),
  );
  await checkRule(
    t,
    unary('Reciprocal', (x) => 1 / x, away),
  );
});

test('Dropout that may be in training is refused', async () => {
  const dropout = unary('Dropout', (x) => x);
  const ratio = { kind: 'float32', dims: [], data: Float64Array.of(0.5) } as const;
  const training = { kind: 'bool', dims: [], data: Float64Array.of(0) } as const;
  const inputs: RuleCase['inputs'] = (n, draw) => [...dropout.inputs(n, draw), ratio, training];
  await assert.rejects(differentiateRule({ ...dropout, inputs }), {
    code: 'tuner.unsupported_operator_form',
    message: /expected no training_mode \(input 2\) for a gradient of op Dropout, got input_2/,
  });
});

test('Abs has the gradient of central differences on either side of zero', async (t) => {
  await checkRule(t, unary('Abs', Math.abs, away));
  await checkRule(t, unary('Abs', Math.abs, [-2, -0.5]));
});

test('Pow has the gradient of central differences for base and exponent', async (t) => {
  const reference: RuleCase['reference'] = (x, y) => elementwise((base, power) => base! ** power!, x!, y!);
  const pow = { op: 'Pow', reference };
  await checkRule(t, { ...pow, inputs: (n, draw) => [draw.variable([n, 3], away), draw.variable([n, 3], away)] });
  await checkRule(t, { ...pow, inputs: (n, draw) => [draw.variable([2, n, 3], away), draw.variable([3], away)] });
});

test('Pow takes a fixed exponent of floats or whole numbers, and squares of negative numbers', async (t) => {
  const reference: RuleCase['reference'] = (x, y) => elementwise((base, power) => base! ** power!, x!, y!);
  const scalar = (value: number) => ({ kind: 'float32', dims: [], data: Float64Array.of(value) }) as const;
  const pow = { op: 'Pow', reference };
  await checkRule(t, { ...pow, inputs: (n, draw) => [draw.variable([n, 3], [-2, -0.5]), scalar(2)] });
  await checkRule(t, { ...pow, inputs: (n, draw) => [draw.variable([n, 3], away), scalar(-0.5)] });
  await checkRule(t, { ...pow, inputs: (n, draw) => [draw.variable([n, 3], [-2, -0.5]), draw.ints([3], [])] });
});

const several: Readonly<Record<string, (...values: number[]) => number>> = {
  Sum: (...values) => values.reduce((sum, value) => sum + value, 0),
  Mean: (...values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  Max: Math.max,
  Min: Math.min,
};

/** Moves values off the grid that inputs are drawn from, so that no two tensors hold the same value. */
const moved = (input: RuleInput, by: number): RuleInput => ({ ...input, data: input.data.map((value) => value + by) });

for (const [op, f] of Object.entries(several)) {
  test(`${op} of one, two and three tensors has the gradient of central differences`, async (t) => {
    const reference: RuleCase['reference'] = (...tensors) => elementwise(f, ...tensors);
    await checkRule(t, { op, reference, inputs: (n, draw) => [draw.variable([n, 3])] });
    await checkRule(t, {
      op,
      reference,
      inputs: (n, draw) => [draw.variable([2, n, 3]), moved(draw.variable([3]), 1 / 128)],
    });
    await checkRule(t, {
      ...{ op, reference },
      inputs: (n, draw) => [
        draw.variable([n, 1]),
        moved(draw.float([n, 3]), 1 / 128),
        moved(draw.variable([2, 1, 3]), 1 / 256),
      ],
    });
  });
}

test('Clip passes the gradient where it passes the value, with both bounds, one or none', async (t) => {
  const bound = (value: number) => ({ kind: 'float32', dims: [], data: Float64Array.of(value) }) as const;
  const clip = (low: number, high: number): RuleCase['reference'] => {
    return (x) => elementwise((value) => Math.min(Math.max(value!, low), high), x!);
  };
  const between = [bound(-0.505), bound(0.255)] as const;
  await checkRule(t, {
    ...{ op: 'Clip', reference: clip(Math.fround(-0.505), Math.fround(0.255)) },
    inputs: (n, draw) => [draw.variable([n, 5]), ...between],
  });
  await checkRule(t, {
    ...{ op: 'Clip', reference: clip(Math.fround(-0.505), Number.POSITIVE_INFINITY) },
    inputs: (n, draw) => [draw.variable([n, 5]), between[0]],
  });
  await checkRule(
    t,
    unary('Clip', (x) => x),
  );
});

test('Cast between floats passes the gradient in the type of the input', (t) =>
  checkRule(t, { ...unary('Cast', (x) => x), attributes: { to: 1 } }));

const where: RuleCase['reference'] = (condition, x, y) =>
  elementwise((holds, yes, no) => (holds ? yes! : no!), condition!, x!, y!);

test('Where sends the gradient to the side that was chosen', (t) =>
  checkRule(t, {
    op: 'Where',
    reference: where,
    inputs: (n, draw) => [draw.bools([n, 3]), draw.variable([n, 3]), draw.variable([n, 3])],
  }));

test('Where sums the gradient over axes along which a side or the condition was repeated', async (t) => {
  await checkRule(t, {
    op: 'Where',
    reference: where,
    inputs: (n, draw) => [draw.bools([2, n, 3]), draw.variable([n, 1]), draw.variable([3])],
  });
  await checkRule(t, {
    op: 'Where',
    reference: where,
    inputs: (n, draw) => [draw.bools([3]), draw.variable([n, 3]), draw.variable([])],
  });
});
