import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Graph, GraphBuilder } from '#model';
import { operatorUses } from './model-operators.ts';

/** A decoder of one layer whose logits are its cache under some operator, times a weight if it has one. */
function decoderWith(write: (b: GraphBuilder, past: string) => string): Graph {
  const b = new GraphBuilder();
  b.input({ name: 'input_ids', type: 'int64', shape: ['batch', 'sequence'] });
  const past = b.input({ name: 'past_key_values.0.key', type: 'float32', shape: ['batch', 1, 'past', 4] });
  const weight = b.initializer('w', { type: 'float32', dims: [4, 4], data: new Uint8Array(64) });
  b.output({ name: b.named('logits', b.op('MatMul', [write(b, past), weight])), type: 'float32', shape: null });
  return b.build('one');
}

test('an operator without a gradient rule on the way to the cache is a hindrance, told by its node', () => {
  const { operators, hindrances } = operatorUses(decoderWith((b, past) => b.op('Hardmax', [past])));
  assert.deepEqual(hindrances, ['operator Hardmax has no gradient rule (node Hardmax_1)']);
  assert.equal(operators.find(({ op }) => op === 'Hardmax')?.inTraining, 'has no gradient rule');
});

test('the same operator beside the way is none', () => {
  const beside = decoderWith((b, past) => b.op('Add', [past, b.op('Hardmax', [b.scalar(1)])]));
  const { operators, hindrances } = operatorUses(beside);
  assert.deepEqual(hindrances, []);
  assert.equal(operators.find(({ op }) => op === 'Hardmax')?.inTraining, 'no gradient passes');
});

test('an option of a fused operator that is refused is a hindrance', () => {
  const fused = decoderWith((b, past) => {
    const bytes = b.initializer('q', { type: 'uint8', dims: [4, 1, 4], data: new Uint8Array(16) });
    return b.op(
      'MatMulNBits',
      [past, bytes, b.initializer('s', { type: 'float32', dims: [4], data: new Uint8Array(16) })],
      {
        bits: 2,
        N: 4,
        K: 4,
        block_size: 16,
      },
    );
  });
  const { operators, hindrances } = operatorUses(fused);
  assert.match(hindrances[0]!, /expected MatMulNBits node MatMulNBits_1 to have 4 or 8 bits, got 2/);
  assert.equal(operators.find(({ op }) => op === 'MatMulNBits')?.inTraining, 'is refused');
});
