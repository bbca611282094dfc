import assert from 'node:assert/strict';
import { test } from 'node:test';
import { float32Tensor, GraphBuilder, openSession, prefixCache, prefixColumns } from '#model';
import { unfoldPrefix } from './unfold-prefix.ts';

test('a prefix unfolded in a graph is the cache that decoding starts from', async () => {
  const shape = { layers: 2, keyValueHeads: 3, headSize: 4 };
  const tokens = 5;
  const values = Float32Array.from({ length: tokens * prefixColumns(shape) }, (_, i) => i);
  const b = new GraphBuilder();
  const caches = unfoldPrefix(b, b.input({ name: 'prefix', type: 'float32', shape: null }), shape);
  for (const [name, tensor] of caches) b.output({ name: b.named(name, tensor), type: 'float32', shape: null });
  const session = await openSession(b.build('unfold'), { threads: 1 });
  const results = await session.run({ prefix: float32Tensor(values, [tokens, prefixColumns(shape)]) });
  await session.close();
  for (const [name, { data, dims }] of Object.entries(prefixCache(values, tokens, shape))) {
    assert.deepEqual(results[name]?.dims, dims);
    assert.deepEqual(results[name]?.data, data);
  }
});
