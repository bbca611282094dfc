import type { Adapter, Cache, ModelFolder } from '#model';
import { cacheShape, openSession } from '#model';
import { cacheWidth } from '../model/runtime/cache.ts';
import { runRows } from '../model/runtime/run-rows.ts';
import { steer } from '../model/runtime/steer.ts';

/** Greedy decoding without any of the shortcuts: one record, one token at a time, logits of every place read. */
export interface PlainGreedy {
  /** Keys and values of the adapter and a text after it. */
  read(text: string): Promise<Cache>;
  /** The answer to a text that goes on from a cache; from that of the adapter alone unless told otherwise. */
  answer(text: string, maxNewTokens: number, past?: Cache): Promise<string>;
  /** Runs and tokens so far. */
  readonly count: { readonly runs: number; readonly tokens: number };
  close(): Promise<void>;
}

export async function openPlainGreedy(model: ModelFolder, adapter: Adapter | null): Promise<PlainGreedy> {
  const { tokenizer, eosIds } = model;
  const shape = cacheShape(model.decoder);
  const { decoder, cache: first } = await steer(model.decoder, adapter);
  const session = await openSession(decoder);
  const count = { runs: 0, tokens: 0 };
  const run = (ids: readonly number[], past: Cache) => {
    const before = cacheWidth(past);
    count.runs += 1;
    count.tokens += ids.length;
    return runRows(session, shape, [{ ids, firstPosition: before, seen: Array(before + ids.length).fill(1) }], past);
  };
  return {
    read: async (text) => (await run(tokenizer.encode(text), first)).cache,
    async answer(text, maxNewTokens, past = first) {
      const answer: number[] = [];
      let { logits, cache } = await run(tokenizer.encode(text), past);
      for (;;) {
        const [last] = logits as [Float32Array];
        const best = last.reduce((most, value, id) => (value > (last[most] as number) ? id : most), 0);
        if (eosIds.includes(best)) break;
        answer.push(best);
        if (answer.length === maxNewTokens) break;
        ({ logits, cache } = await run([best], cache));
      }
      return tokenizer.decode(answer);
    },
    count,
    close: () => session.close(),
  };
}
