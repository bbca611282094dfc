import { test } from 'node:test';
import { checkRule, unary } from '../testing/check-rule.ts';
import { erf } from '../testing/double-operators.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const normalGelu = (x: number): number => (x / 2) * (1 + erf(x / Math.SQRT2));
const tanhGelu = (x: number): number => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
const wide = [-4, 4] as const;

test('Tanh has the gradient of central differences', (t) => checkRule(t, unary('Tanh', Math.tanh)));

test('Sigmoid has the gradient of central differences', (t) => checkRule(t, unary('Sigmoid', sigmoid, wide)));

test('Softplus has the gradient of central differences', (t) =>
  checkRule(
    t,
    unary('Softplus', (x) => Math.log1p(Math.exp(x)), wide),
  ));

test('Relu and LeakyRelu have the gradient of central differences on either side of zero', async (t) => {
  const leaky = (x: number): number => (x > 0 ? x : 0.25 * x);
  const alpha = { attributes: { alpha: { float: 0.25 } } };
  for (const range of [
    [0.5, 2],
    [-2, -0.5],
  ] as const) {
    await checkRule(
      t,
      unary('Relu', (x) => Math.max(x, 0) + 0, range),
    );
    await checkRule(t, { ...unary('LeakyRelu', leaky, range), ...alpha });
  }
});

test('QuickGelu has the gradient of central differences with its own alpha', (t) =>
  checkRule(
    t,
    unary('QuickGelu', (x) => x * sigmoid(1.702 * x), wide),
  ));

test('QuickGelu has the gradient of central differences with alpha 1, where it is SiLU', (t) =>
  checkRule(t, {
    ...unary('QuickGelu', (x) => x * sigmoid(x), wide),
    attributes: { alpha: { float: 1 } },
  }));

test('Gelu has the gradient of central differences', (t) => checkRule(t, unary('Gelu', normalGelu, wide)));

test('FastGelu has the gradient of central differences', (t) => checkRule(t, unary('FastGelu', tanhGelu, wide)));

test('Gelu of the standard has the gradient of central differences, exact or by tanh', async (t) => {
  const standard = { domain: '', opset: 20 };
  await checkRule(t, { ...unary('Gelu', normalGelu, wide), ...standard });
  await checkRule(t, { ...unary('Gelu', tanhGelu, wide), ...standard, attributes: { approximate: 'tanh' } });
});
