import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelDistribution, placeSteps } from './label-distribution.ts';

const motions = ['hovering', 'flyby', 'flyaround', 'rendezvous', 'retreat'];
const top = (...pairs: [string, number][]) => pairs.map(([text, probability]) => ({ text, probability }));

test('one token decides when it begins only one label', () => {
  const steps = placeSteps([
    { text: 'so', probability: 1, top: [] },
    { text: ' hover', probability: 0.6, top: top([' hover', 0.6], [' retreat', 0.2], [' banana', 0.2]) },
    { text: 'ing', probability: 1, top: [] },
  ]);
  const shares = labelDistribution(steps, 3, 'hovering', motions);
  assert.deepEqual(
    shares.map(({ label, probability }) => [label, Number(probability.toFixed(6))]),
    [
      ['hovering', 0.75],
      ['retreat', 0.25],
    ],
  );
});

test('a token shared by two labels passes the decision on to the next token', () => {
  const steps = placeSteps([
    { text: ' fly', probability: 0.9, top: top([' fly', 0.9], [' hovering', 0.1]) },
    { text: 'by', probability: 0.8, top: top(['by', 0.8], ['around', 0.2]) },
  ]);
  const shares = labelDistribution(steps, 1, 'flyby', motions);
  assert.deepEqual(
    shares.map(({ label, probability }) => [label, Number(probability.toFixed(6))]),
    [
      ['flyby', 0.72],
      ['flyaround', 0.18],
      ['hovering', 0.1],
    ],
  );
});

test('an alternative that begins two labels counts half for each', () => {
  const steps = placeSteps([{ text: ' hovering', probability: 0.8, top: top([' hovering', 0.8], [' re', 0.2]) }]);
  const shares = labelDistribution(steps, 1, 'hovering', motions);
  assert.deepEqual(
    shares.map(({ label, probability }) => [label, Number(probability.toFixed(6))]),
    [
      ['hovering', 0.8],
      ['rendezvous', 0.1],
      ['retreat', 0.1],
    ],
  );
});

test('a label that was forgiven a slip keeps the probability of what was written', () => {
  const steps = placeSteps([
    { text: ' hovr', probability: 0.7, top: top([' hovr', 0.7], [' flyby', 0.3]) },
    { text: 'ing', probability: 1, top: [] },
  ]);
  const shares = labelDistribution(steps, 1, 'hovering', motions);
  assert.equal(shares[0]?.label, 'hovering');
  assert.ok(Math.abs(shares[0].probability - 0.7) < 1e-12);
});
