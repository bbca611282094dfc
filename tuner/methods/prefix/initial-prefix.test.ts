import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { cacheShape, int64Tensor, openModelFolder, openSession, prefixCache, prefixColumns } from '#model';
import { writeTinyModel } from '../../testing/tiny-model.ts';
import { randomPrefix, textPrefix } from './initial-prefix.ts';

const model = await openModelFolder(await writeTinyModel({ after }));
const shape = cacheShape(model.decoder);

test('a random prefix is standard normal and depends on the seed alone', () => {
  const values = randomPrefix(200, shape, 1);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
  assert.equal(values.length, 200 * prefixColumns(shape));
  assert.ok(Math.abs(mean) < 0.03 && Math.abs(variance - 1) < 0.04, `mean ${mean}, variance ${variance}`);
  assert.deepEqual(randomPrefix(200, shape, 1), values);
  assert.notDeepEqual(randomPrefix(200, shape, 2), values);
});

test('text goes on from its prefix as it goes on from the text itself', async () => {
  const ids = model.tokenizer.encode('Device: imager\nMotion: steady\nAnswer:\n');
  const cut = ids.length - 3;
  const session = await openSession(model.decoder);
  const logitsAfter = async (
    tokens: readonly number[],
    before: number,
    past: Awaited<ReturnType<typeof textPrefix>>,
  ) => {
    const { logits } = await session.run({
      input_ids: int64Tensor(tokens, [1, tokens.length]),
      position_ids: int64Tensor(
        tokens.map((_, i) => before + i),
        [1, tokens.length],
      ),
      attention_mask: int64Tensor(Array(before + tokens.length).fill(1), [1, before + tokens.length]),
      ...prefixCache(past, before, shape),
    });
    return (logits!.data as Float32Array).slice(-2048);
  };
  const whole = await logitsAfter(ids, 0, new Float32Array(0));
  const parted = await logitsAfter(ids.slice(cut), cut, await textPrefix(ids.slice(0, cut), model, shape));
  await session.close();
  const largest = Math.max(...whole.map((logit, i) => Math.abs(logit - parted[i]!)));
  assert.ok(largest < 1e-4, `a logit differs by ${largest}`);
});
