import { test } from 'node:test';
import { checkRule, type RuleCase } from '../testing/check-rule.ts';
import { layerNorm, rmsNorm } from '../testing/double-operators.ts';

/** An epsilon that matters beside the mean square, so that a rule that forgot it would fail. */
const epsilon = 0.25;
const near1 = [0.5, 1.5] as const;

const rms: RuleCase = {
  op: 'SimplifiedLayerNormalization',
  attributes: { axis: -1, epsilon: { float: epsilon } },
  reference: (x, weight) => rmsNorm(x!, weight!, epsilon),
  inputs: (n, draw) => [draw.variable([2, n, 6]), draw.variable([6], near1)],
};

test('SimplifiedLayerNormalization has the gradient of central differences for input and weight', (t) =>
  checkRule(t, rms));

test('SimplifiedLayerNormalization of a matrix sums the gradient of the weight over its rows', (t) =>
  checkRule(t, { ...rms, inputs: (n, draw) => [draw.variable([n, 6]), draw.variable([6], near1)] }));

test('SimplifiedLayerNormalization with a frozen weight differentiates the input alone', (t) =>
  checkRule(t, { ...rms, inputs: (n, draw) => [draw.variable([2, n, 6]), draw.float([6], near1)] }));

test('SimplifiedLayerNormalization of a fixed input differentiates the weight alone', (t) =>
  checkRule(t, { ...rms, inputs: (n, draw) => [draw.float([2, n, 6]), draw.variable([6], near1)] }));

const norm: RuleCase = {
  op: 'LayerNormalization',
  attributes: { axis: -1, epsilon: { float: epsilon } },
  reference: (x, weight, shift) => layerNorm(x!, weight!, shift, epsilon),
  inputs: (n, draw) => [draw.variable([2, n, 6]), draw.variable([6], near1), draw.variable([6])],
};

test('LayerNormalization has the gradient of central differences for input, weight and shift', (t) =>
  checkRule(t, norm));

test('LayerNormalization needs no shift', (t) =>
  checkRule(t, { ...norm, inputs: (n, draw) => [draw.variable([2, n, 6]), draw.variable([6], near1)] }));

test('LayerNormalization with frozen weights differentiates the input alone', (t) =>
  checkRule(t, {
    ...norm,
    inputs: (n, draw) => [draw.variable([2, n, 6]), draw.float([6], near1), draw.float([6])],
  }));

test('normalization may take several axes together', async (t) => {
  const several: RuleCase = {
    ...norm,
    attributes: { axis: 1, epsilon: { float: epsilon } },
    inputs: (n, draw) => [draw.variable([n, 2, 6]), draw.variable([2, 6], near1), draw.variable([2, 6])],
  };
  await checkRule(t, several);
  await checkRule(t, { ...several, attributes: { axis: -2, epsilon: { float: epsilon } } });
});
