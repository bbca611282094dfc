import type { Adapter } from '../adapter/adapter.ts';
import type { LoraAdapter } from '../adapter/lora-adapter.ts';
import type { PromptAdapter } from '../adapter/prompt-adapter.ts';
import { type CacheShape, cacheShape } from '../graph/decoder-convention.ts';
import { float32Initializer, type Graph } from '../graph/graph.ts';
import { withConstantsFor } from '../graph/surgery/constants.ts';
import { lowRankNames, withLowRankBranches } from '../graph/surgery/low-rank.ts';
import { virtualEmbeddings, withVirtualTokens } from '../graph/surgery/virtual-tokens.ts';
import { type Cache, emptyCache, prefixCache, presentCache } from './cache.ts';
import { float32Tensor, int64Tensor, openSession, type SessionOptions } from './session.ts';

/** What an adapter makes of a decoder: a graph to run, and a cache that text goes on from. */
export interface SteeredDecoder {
  readonly decoder: Graph;
  readonly cache: Cache;
  /** P: tokens that the cache holds, and position of the first token of text. */
  readonly virtualTokens: number;
}

/**
 * Steers a decoder by an adapter, or by none.
 *
 * A prefix is a cache; virtual tokens leave one behind when they are run, once; branches of low rank become part of the
 * graph.
 */
export async function steer(
  decoder: Graph,
  adapter: Adapter | null,
  options: SessionOptions = {},
): Promise<SteeredDecoder> {
  const shape = cacheShape(decoder);
  switch (adapter?.kind) {
    case undefined:
      return { decoder, cache: emptyCache(shape), virtualTokens: 0 };
    case 'prefix': {
      const { values, prefixTokens } = adapter;
      return { decoder, cache: prefixCache(values, prefixTokens, shape), virtualTokens: prefixTokens };
    }
    case 'prompt':
      return {
        decoder,
        cache: await promptCache(decoder, adapter, shape, options),
        virtualTokens: adapter.virtualTokens,
      };
    case 'lora':
      return { decoder: withLora(decoder, adapter), cache: emptyCache(shape), virtualTokens: 0 };
  }
}

/** What virtual tokens leave in the cache. */
async function promptCache(
  decoder: Graph,
  { values, virtualTokens: P, width }: PromptAdapter,
  shape: CacheShape,
  options: SessionOptions,
): Promise<Cache> {
  const session = await openSession(withVirtualTokens(decoder), options);
  const results = await session.run({
    [virtualEmbeddings]: float32Tensor(values, [P, width]),
    input_ids: int64Tensor(new Uint8Array(P), [1, P]),
    attention_mask: int64Tensor(new Uint8Array(P).fill(1), [1, P]),
    position_ids: int64Tensor(
      Array.from({ length: P }, (_, i) => i),
      [1, P],
    ),
    ...emptyCache(shape),
  });
  await session.close();
  return presentCache(results, shape);
}

function withLora(decoder: Graph, { modules }: LoraAdapter): Graph {
  const constants = [...modules].flatMap(([path, { rank, a, b, inputs, outputs }]) => {
    const names = lowRankNames(path);
    return [
      [names.a, float32Initializer(a, [rank, inputs])],
      [names.b, float32Initializer(b, [outputs, rank])],
    ] as const;
  });
  return withConstantsFor(withLowRankBranches(decoder, modules), new Map(constants));
}
