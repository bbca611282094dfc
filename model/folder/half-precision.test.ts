import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { cacheShape } from '../graph/decoder-convention.ts';
import { prefixCache } from '../runtime/cache.ts';
import { openGreedyDecoder } from '../runtime/greedy-decoder.ts';
import { int64Tensor, openSession } from '../runtime/session.ts';
import { type HalfExport, halfExports, openHalfExport } from '../testing/half-export.ts';
import type { ModelFolder } from './model-folder.ts';

/** Largest difference of a logit from PyTorch's in float32 with the same weights; logits are of order 1. */
const logitTolerance = 1e-4;

/** Logits of each row of the batch under the prefix, run alone and without its padding. */
async function logitsOf(t: TestContext, { graph, reference, tensor }: HalfExport): Promise<Float32Array[]> {
  const session = await openSession(graph, { threads: 1 });
  t.after(() => session.close());
  const P = reference.prefix_tokens;
  const past = prefixCache(tensor('prefix'), P, cacheShape(graph));
  const rows: Float32Array[] = [];
  for (const [r, padded] of reference.right.input_ids.entries()) {
    const ids = padded.filter((_, i) => reference.right.attention_mask[r]![i] === 1);
    const { logits } = await session.run({
      input_ids: int64Tensor(ids, [1, ids.length]),
      attention_mask: int64Tensor(Array(P + ids.length).fill(1), [1, P + ids.length]),
      position_ids: int64Tensor(
        [...ids.keys()].map((i) => P + i),
        [1, ids.length],
      ),
      ...past,
    });
    rows.push(logits!.data as Float32Array);
  }
  return rows;
}

/** A decoder whose text is its token numbers. */
function numbered(decoder: HalfExport['graph']): ModelFolder {
  const tokenizer = {
    startIds: [],
    encode: (text: string) => text.split(' ').map(Number),
    decode: (ids: readonly number[]) => ids.join(' '),
    decodeNext: String,
  };
  return { name: 'half', sha256: '', decoder, tokenizer, eosId: 70, eosIds: [70], maxPositions: 48 };
}

for (const name of halfExports) {
  test(`${name} has the logits that PyTorch computes in float32 with its weights`, async (t) => {
    const half = await openHalfExport(name);
    const rows = await logitsOf(t, half);
    const expected = half.tensor('logits/prefixed');
    const rowSize = expected.length / rows.length;
    const differences = rows.flatMap((row, r) => [...row].map((x, i) => Math.abs(x - expected[r * rowSize + i]!)));
    const largest = Math.max(...differences);
    t.diagnostic(`largest difference of ${differences.length} logits ${largest.toExponential(1)}`);
    assert.ok(largest < logitTolerance, `a logit differs by ${largest}`);
  });

  test(`${name} answers greedily as in PyTorch`, async (t) => {
    const { graph, prompt, answer } = await openHalfExport(name);
    const decoder = await openGreedyDecoder(numbered(graph), null, { threads: 1 });
    t.after(() => decoder.close());
    const [instruction, record] = [prompt.slice(0, 4).join(' '), prompt.slice(4).join(' ')];
    const [generation] = await decoder.generate({ instruction, records: [record], maxNewTokens: answer.length });
    assert.equal(generation?.text, answer.join(' '));
  });
}
