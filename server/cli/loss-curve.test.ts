import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lossCsv, readLossHistory } from '../tuning/loss-history.ts';
import { lossSvg } from './loss-curve.ts';

const metrics = [
  '{"kind":"step","step":1,"loss":2}',
  '{"kind":"step","step":2,"loss":1.5}',
  '{"kind":"step","step":3,"loss":1.4}',
  '{"kind":"validation","step":3,"loss":1.6}',
  '{"kind":"step","step":3,"loss":1.3}',
  '{"kind":"step","st',
].join('\n');

test('a step done twice counts as it was done last, and a torn line not at all', () => {
  assert.equal(lossCsv(readLossHistory(metrics)), 'step,training_loss,validation_loss\n1,2,\n2,1.5,\n3,1.3,1.6\n');
});

test('times are read where the log has them', () => {
  const { training } = readLossHistory(
    '{"kind":"step","step":1,"loss":2,"seconds":0.25}\n{"kind":"step","step":2,"loss":1}',
  );
  assert.deepEqual(
    training.map(({ seconds }) => seconds),
    [0.25, 0],
  );
});

test('the picture has a line for each loss, and its title escaped', () => {
  const svg = lossSvg(readLossHistory(metrics), 'a < b');
  assert.equal(svg.match(/<polyline/g)?.length, 2);
  assert.match(svg, /<title>a &lt; b<\/title>/);
  assert.doesNotMatch(svg, /NaN|Infinity/);
});

test('a run of nothing still makes a picture', () => {
  assert.doesNotMatch(lossSvg(readLossHistory(''), 'empty'), /NaN|Infinity/);
});
