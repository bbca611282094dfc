import { test } from 'node:test';
import { checkRule, type RuleCase } from '../testing/check-rule.ts';
import { rmsNorm } from '../testing/double-operators.ts';

/** An epsilon that matters beside the mean square, so that a rule that forgot it would fail. */
const epsilon = 0.25;

const norm: RuleCase = {
  op: 'SimplifiedLayerNormalization',
  attributes: { axis: -1, epsilon: { float: epsilon } },
  reference: (x, weight) => rmsNorm(x!, weight!, epsilon),
  inputs: (n, draw) => [draw.variable([2, n, 6]), draw.variable([6], [0.5, 1.5])],
};

test('SimplifiedLayerNormalization has the gradient of central differences for input and weight', (t) =>
  checkRule(t, norm));

test('SimplifiedLayerNormalization of a matrix sums the gradient of the weight over its rows', (t) =>
  checkRule(t, { ...norm, inputs: (n, draw) => [draw.variable([n, 6]), draw.variable([6], [0.5, 1.5])] }));

test('SimplifiedLayerNormalization with a frozen weight differentiates the input alone', (t) =>
  checkRule(t, { ...norm, inputs: (n, draw) => [draw.variable([2, n, 6]), draw.float([6], [0.5, 1.5])] }));

test('SimplifiedLayerNormalization of a fixed input differentiates the weight alone', (t) =>
  checkRule(t, { ...norm, inputs: (n, draw) => [draw.float([2, n, 6]), draw.variable([6], [0.5, 1.5])] }));
