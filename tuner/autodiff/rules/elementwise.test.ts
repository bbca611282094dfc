import { test } from 'node:test';
import { checkRule, type RuleCase } from '../testing/check-rule.ts';
import { elementwise } from '../testing/double-operators.ts';

/** Values well away from zero, for divisors, roots and logarithms. */
const away = [0.5, 2] as const;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const unary = (op: string, f: (x: number) => number, range: readonly [number, number] = [-1, 1]): RuleCase => ({
  op,
  inputs: (n, draw) => [draw.variable([n, 5], range)],
  reference: (x) => elementwise(f, x!),
});

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

test('Neg has the gradient of central differences', (t) =>
  checkRule(
    t,
    unary('Neg', (x) => -x),
  ));

test('Identity has the gradient of central differences', (t) =>
  checkRule(
    t,
    unary('Identity', (x) => x),
  ));

test('Sqrt has the gradient of central differences', (t) => checkRule(t, unary('Sqrt', Math.sqrt, away)));

test('Exp has the gradient of central differences', (t) => checkRule(t, unary('Exp', Math.exp)));

test('Log has the gradient of central differences', (t) => checkRule(t, unary('Log', Math.log, away)));

test('Tanh has the gradient of central differences', (t) => checkRule(t, unary('Tanh', Math.tanh)));

test('Sigmoid has the gradient of central differences', (t) => checkRule(t, unary('Sigmoid', sigmoid, [-4, 4])));

test('QuickGelu has the gradient of central differences with its own alpha', (t) =>
  checkRule(
    t,
    unary('QuickGelu', (x) => x * sigmoid(1.702 * x), [-4, 4]),
  ));

test('QuickGelu has the gradient of central differences with alpha 1, where it is SiLU', (t) =>
  checkRule(t, { ...unary('QuickGelu', (x) => x * sigmoid(x), [-4, 4]), attributes: { alpha: { float: 1 } } }));

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
