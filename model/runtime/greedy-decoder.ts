import { AppError } from '#errors';
import type { PrefixAdapter } from '../adapter/prefix-adapter.ts';
import type { ModelFolder } from '../folder/model-folder.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import { type Cache, emptyCache, prefixCache, presentCache, repeatCache } from './cache.ts';
import type { GenerateRequest, Generation, TokenStep } from './generation.ts';
import { int64Tensor, openSession, type SessionOptions, type Tensor } from './session.ts';

/** Alternatives kept beside each generated token. */
const alternativesKept = 8;

/** A decoder with its adapter, loaded and ready to answer; blocks its thread while it works. */
export interface GreedyDecoder {
  generate(request: GenerateRequest): Promise<Generation[]>;
  close(): Promise<void>;
}

/** One record on its way: its tokens, how many are in the cache, and what has been generated. */
interface Row {
  readonly prompt: readonly number[];
  readonly steps: TokenStep[];
  readonly ids: number[];
  finish: Generation['finish'] | undefined;
}

/**
 * Greedy decoding with the key/value cache. The prefix is the first cache; the instruction that all records share is
 * computed on top of it once and kept.
 */
export async function openGreedyDecoder(
  model: ModelFolder,
  adapter: PrefixAdapter | null,
  options: SessionOptions = {},
): Promise<GreedyDecoder> {
  const shape = cacheShape(model.decoder);
  const session = await openSession(model.decoder, options);
  const prefix = adapter ? prefixCache(adapter.values, adapter.prefixTokens, shape) : emptyCache(shape);
  const instructions = new Map<string, { cache: Cache; tokens: number }>();

  const instructionCache = async (text: string): Promise<{ cache: Cache; tokens: number }> => {
    const known = instructions.get(text);
    if (known) return known;
    const ids = model.tokenizer.encode(text);
    const before = adapter?.prefixTokens ?? 0;
    requireRoom(before + ids.length, model);
    const results = await session.run({
      input_ids: int64Tensor(ids, [1, ids.length]),
      attention_mask: int64Tensor(new Uint8Array(before + ids.length).fill(1), [1, before + ids.length]),
      position_ids: int64Tensor(
        ids.map((_, i) => before + i),
        [1, ids.length],
      ),
      ...prefix,
    });
    const made = { cache: presentCache(results, shape), tokens: ids.length };
    instructions.set(text, made);
    return made;
  };

  return {
    async generate({ instruction, records, maxNewTokens }) {
      const shared = await instructionCache(instruction);
      const rows = records.map(
        (record): Row => ({ prompt: model.tokenizer.encode(record), steps: [], ids: [], finish: undefined }),
      );
      const before = (adapter?.prefixTokens ?? 0) + shared.tokens;
      const width = Math.max(...rows.map((row) => row.prompt.length));
      requireRoom(before + width + maxNewTokens, model);

      const seen = rows.map((row) => [
        ...Array(before + row.prompt.length).fill(1),
        ...Array(width - row.prompt.length).fill(0),
      ]);
      let cache = repeatCache(shared.cache, rows.length);
      let input = rows.map((row) => Array.from({ length: width }, (_, i) => row.prompt[i] ?? 0));
      let positions = rows.map(() => Array.from({ length: width }, (_, i) => before + i));
      let readAt = rows.map((row) => row.prompt.length - 1);

      while (true) {
        const columns = input[0]?.length ?? 0;
        const results = await session.run({
          input_ids: int64Tensor(input.flat(), [rows.length, columns]),
          attention_mask: int64Tensor(seen.flat(), [rows.length, seen[0]?.length ?? 0]),
          position_ids: int64Tensor(positions.flat(), [rows.length, columns]),
          ...cache,
        });
        rows.forEach((row, r) => {
          if (!row.finish)
            advance(row, logitsAt(results.logits as Tensor, r, readAt[r] as number), model, maxNewTokens);
        });
        if (rows.every((row) => row.finish)) break;
        cache = presentCache(results, shape);
        input = rows.map((row) => [row.ids.at(-1) ?? 0]);
        positions = rows.map((row) => [before + row.prompt.length + row.ids.length - 1]);
        readAt = rows.map(() => 0);
        for (const mask of seen) mask.push(1);
      }
      return rows.map((row) => ({
        text: model.tokenizer.decode(row.ids),
        steps: row.steps,
        promptTokens: shared.tokens + row.prompt.length,
        finish: row.finish ?? 'length',
      }));
    },
    close: () => session.close(),
  };
}

function requireRoom(needed: number, { decoder, name }: ModelFolder): void {
  const positions = decoder.initializers.get('rotary.cos')?.dims[0] ?? Number.POSITIVE_INFINITY;
  if (needed <= positions) return;
  throw new AppError(
    'model.prompt_too_long',
    `prefix, prompt and answer need ${needed} positions, ${name} has ${positions}`,
  );
}

function logitsAt({ data, dims }: Tensor, row: number, position: number): Float32Array {
  const [, sequence = 0, vocabulary = 0] = dims;
  const start = (row * sequence + position) * vocabulary;
  return (data as Float32Array).subarray(start, start + vocabulary);
}

/** Takes the likeliest token. */
function advance(row: Row, logits: Float32Array, { tokenizer, eosId }: ModelFolder, maxNewTokens: number): void {
  const likeliest = topIndices(logits, alternativesKept);
  const best = likeliest[0] as number;
  if (best === eosId) {
    row.finish = 'stop';
    return;
  }
  const top = logits[best] as number;
  let total = 0;
  for (const logit of logits) total += Math.exp(logit - top);
  const choices = likeliest.map((id) => ({
    text: tokenizer.decode([id]),
    probability: Math.exp((logits[id] as number) - top) / total,
  }));
  row.ids.push(best);
  row.steps.push({ text: choices[0]?.text ?? '', probability: choices[0]?.probability ?? 0, top: choices });
  if (row.ids.length >= maxNewTokens) row.finish = 'length';
}

/** Places of the largest values, largest first; of equal ones the earlier. */
function topIndices(values: Float32Array, count: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (best.length === count && value <= (values[best.at(-1) as number] as number)) continue;
    const at = best.findIndex((other) => value > (values[other] as number));
    best.splice(at === -1 ? best.length : at, 0, i);
    if (best.length > count) best.pop();
  }
  return best;
}
