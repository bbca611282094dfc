import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdamW, clipGradients } from './adamw.ts';

const of = (...values: number[]) => new Map([['w', Float32Array.from(values)]]);
/** Half a unit in the last place of a float32 near 1. */
const rounding = 6e-8;

/** @source Loshchilov, Hutter 2019, algorithm 2, in double precision for one value */
function published(value: number, gradients: readonly number[], learningRate: number, weightDecay: number): number {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  let [theta, m, v] = [value, 0, 0];
  gradients.forEach((g, i) => {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g ** 2;
    const mHat = m / (1 - beta1 ** (i + 1));
    const vHat = v / (1 - beta2 ** (i + 1));
    theta -= (learningRate * mHat) / (Math.sqrt(vHat) + epsilon) + learningRate * weightDecay * theta;
  });
  return theta;
}

test('the first update moves each value by the learning rate against the sign of its gradient', () => {
  const parameters = of(1, 1, 1);
  new AdamW(parameters).update(parameters, of(5, -20, 0), 0.125);
  assert.deepEqual(parameters.get('w'), Float32Array.of(0.875, 1.125, 1));
});

test('two updates are those worked out by hand', () => {
  // g = 1 then g = -1 at learning rate 0.1: m = 0.1, then 0.09 - 0.1 = -0.01, over 1 - 0.81 = -0.01 / 0.19;
  // v / correction = 1 both times. So 1 - 0.1 + 0.1 * 0.01 / 0.19.
  const parameters = of(1);
  const optimizer = new AdamW(parameters);
  optimizer.update(parameters, of(1), 0.1);
  optimizer.update(parameters, of(-1), 0.1);
  assert.ok(Math.abs(parameters.get('w')![0]! - (0.9 + 0.001 / 0.19)) < 2 * rounding);
  assert.equal(optimizer.steps, 2);
});

test('many updates are those of the published algorithm, with decay apart from the gradient', () => {
  const gradients = Array.from({ length: 50 }, (_, i) => Math.sin(3 * i) + 0.2);
  for (const weightDecay of [0, 0.1]) {
    const parameters = of(0.7);
    const optimizer = new AdamW(parameters, { weightDecay });
    for (const gradient of gradients) optimizer.update(parameters, of(gradient), 0.01);
    const expected = published(Math.fround(0.7), gradients, 0.01, weightDecay);
    assert.ok(
      Math.abs(parameters.get('w')![0]! - expected) < 50 * rounding,
      `${parameters.get('w')![0]} and ${expected}`,
    );
  }
});

test('weight decay shrinks a value whose gradient is zero', () => {
  const parameters = of(1);
  new AdamW(parameters, { weightDecay: 0.5 }).update(parameters, of(0), 0.25);
  assert.equal(parameters.get('w')![0], 0.875);
});

test('tensors are changed in place and apart from each other', () => {
  const parameters = new Map([
    ['a', Float32Array.of(1)],
    ['b', Float32Array.of(2)],
  ]);
  const a = parameters.get('a');
  new AdamW(parameters).update(
    parameters,
    new Map([
      ['a', Float32Array.of(1)],
      ['b', Float32Array.of(0)],
    ]),
    0.5,
  );
  assert.equal(parameters.get('a'), a);
  assert.deepEqual([a![0], parameters.get('b')![0]], [0.5, 2]);
});

test('gradients of a joint norm above the bound are scaled to it together', () => {
  const gradients = new Map([
    ['a', Float32Array.of(3, 0)],
    ['b', Float32Array.of(4)],
  ]);
  assert.equal(clipGradients(gradients, 1), 5);
  assert.deepEqual(
    [...gradients.values()].map((values) => [...values]),
    [[3 / 5, 0], [4 / 5]].map((row) => row.map(Math.fround)),
  );
});

test('gradients within the bound stay as they are', () => {
  const gradients = of(0.3, 0.4);
  assert.ok(Math.abs(clipGradients(gradients, 1) - 0.5) < rounding);
  assert.deepEqual(gradients, of(0.3, 0.4));
});

test('a gradient that is not a number shows in the norm', () => {
  assert.ok(Number.isNaN(clipGradients(of(1, Number.NaN), 1)));
  assert.equal(clipGradients(of(1, Number.POSITIVE_INFINITY), 1), Number.POSITIVE_INFINITY);
});
