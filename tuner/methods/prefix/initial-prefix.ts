import { createRandom } from '#domain';
import {
  type CacheShape,
  cacheToPrefix,
  emptyCache,
  int64Tensor,
  type ModelFolder,
  openSession,
  prefixColumns,
  presentCache,
} from '#model';

/** A prefix of standard normal values: PEFT's default start. */
export function randomPrefix(prefixTokens: number, shape: CacheShape, seed: number): Float32Array {
  const { normal } = createRandom(seed).fork('prefix');
  return Float32Array.from({ length: prefixTokens * prefixColumns(shape) }, () => normal());
}

/**
 * The cache that real text leaves behind: what the model itself would have stored for `ids`. Its keys are rotated for
 * positions 0..P-1, as an adapter's are.
 */
export async function textPrefix(ids: readonly number[], model: ModelFolder, shape: CacheShape): Promise<Float32Array> {
  const session = await openSession(model.decoder);
  const results = await session.run({
    input_ids: int64Tensor(ids, [1, ids.length]),
    attention_mask: int64Tensor(new Uint8Array(ids.length).fill(1), [1, ids.length]),
    position_ids: int64Tensor(
      ids.map((_, i) => i),
      [1, ids.length],
    ),
    ...emptyCache(shape),
  });
  await session.close();
  return cacheToPrefix(presentCache(results, shape), shape);
}
