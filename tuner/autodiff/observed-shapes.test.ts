import assert from 'node:assert/strict';
import { test } from 'node:test';
import { float32Tensor, GraphBuilder } from '#model';
import { ObservedShapes, observeShapes } from './observed-shapes.ts';

const observed = new ObservedShapes(
  new Map([
    ['bias', [[4], [4]]],
    [
      'mask',
      [
        [2, 1, 4],
        [3, 1, 4],
      ],
    ],
    [
      'rows',
      [
        [2, 1, 4],
        [3, 7, 4],
      ],
    ],
    [
      'result',
      [
        [2, 5, 4],
        [3, 7, 4],
      ],
    ],
  ]),
);

test('axes that an operand lacks or has at size 1 in every run are broadcast', () => {
  assert.deepEqual(observed.broadcastAxes('bias', 'result'), [0, 1]);
  assert.deepEqual(observed.broadcastAxes('mask', 'result'), [1]);
});

test('an axis that has size 1 in one run only is not broadcast', () => {
  assert.deepEqual(observed.broadcastAxes('rows', 'result'), []);
});

test('the shape of a tensor that was not observed is an error of the caller', () => {
  assert.throws(() => observed.of('other'), /expected an observed shape for other/);
});

test('shapes of inputs, constants and inner tensors come from running the graph', async () => {
  const b = new GraphBuilder();
  const x = b.input({ name: 'x', type: 'float32', shape: ['n'] });
  const column = b.op('Unsqueeze', [x, b.ints([1])]);
  b.output({ name: b.op('Add', [column, b.scalar(1)]), type: 'float32', shape: null });
  const probe = (n: number) => ({ x: float32Tensor(new Float32Array(n), [n]) });
  const shapes = await observeShapes(b.build('small'), ['x', column, 'const/f32_1'], [probe(2), probe(3)]);
  assert.deepEqual(shapes.of('x'), [[2], [3]]);
  assert.deepEqual(shapes.of(column), [
    [2, 1],
    [3, 1],
  ]);
  assert.deepEqual(shapes.of('const/f32_1'), [[], []]);
});
