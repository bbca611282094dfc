import { cacheShape } from '../graph/decoder-convention.ts';
import type { Graph } from '../graph/graph.ts';
import { emptyCache, repeatCache } from './cache.ts';
import { int64Tensor, openSession } from './session.ts';

/** Rows and tokens of a measured run: about those of a run for answers. */
const probe = { rows: 8, tokens: 64 };

/** Tokens a second that runs of a decoder take in, measured for so long. */
export async function measureRate(decoder: Graph, threads: number, forMs: number): Promise<number> {
  const { rows, tokens } = probe;
  const numbers = (valueAt: (i: number) => number) =>
    int64Tensor(
      Array.from({ length: rows * tokens }, (_, i) => valueAt(i)),
      [rows, tokens],
    );
  const feeds = {
    input_ids: numbers(() => 0),
    attention_mask: numbers(() => 1),
    position_ids: numbers((i) => i % tokens),
    ...repeatCache(emptyCache(cacheShape(decoder)), rows),
  };
  const session = await openSession(decoder, { threads });
  try {
    await session.run(feeds);
    const startMs = performance.now();
    let runs = 0;
    do {
      await session.run(feeds);
      runs += 1;
    } while (performance.now() - startMs < forMs);
    return Math.round((1000 * runs * rows * tokens) / (performance.now() - startMs));
  } finally {
    await session.close();
  }
}
