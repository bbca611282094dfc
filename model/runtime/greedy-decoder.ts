import { AppError } from '#errors';
import type { Adapter } from '../adapter/adapter.ts';
import type { ModelFolder } from '../folder/model-folder.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import type { Graph } from '../graph/graph.ts';
import { type Cache, repeatCache, stackCaches } from './cache.ts';
import type { GenerateRequest, Generation, TokenStep } from './generation.ts';
import { type RowInput, type RowsRun, runRows } from './run-rows.ts';
import { openSession, type SessionOptions } from './session.ts';
import { steer } from './steer.ts';

/** Alternatives kept beside each generated token. */
const alternativesKept = 8;

/** A decoder with its adapter, loaded and ready to answer; blocks its thread while it works. */
export interface GreedyDecoder {
  generate(request: GenerateRequest): Promise<Generation[]>;
  close(): Promise<void>;
}

/** One record on its way: its tokens, and what has been generated. */
interface Row {
  readonly prompt: readonly number[];
  readonly steps: TokenStep[];
  readonly ids: number[];
  finish: Generation['finish'] | undefined;
}

/**
 * Greedy decoding with the key/value cache. Virtual tokens are the first cache; the instruction that all records share is
 * computed on top of it once and kept.
 */
export async function openGreedyDecoder(
  model: ModelFolder,
  adapter: Adapter | null,
  options: SessionOptions = {},
): Promise<GreedyDecoder> {
  const shape = cacheShape(model.decoder);
  const { decoder, cache: first, virtualTokens } = await steer(model.decoder, adapter, options);
  const session = await openSession(decoder, options);
  const instructions = new Map<string, { cache: Cache; tokens: number }>();
  const together = readsPromptsTogether(model.decoder);

  const instructionCache = async (text: string): Promise<{ cache: Cache; tokens: number }> => {
    const known = instructions.get(text);
    if (known) return known;
    const ids = [...model.tokenizer.startIds, ...model.tokenizer.encode(text)];
    const total = virtualTokens + ids.length;
    requireRoom(total, model);
    const input = { ids, firstPosition: virtualTokens, seen: mask(total, total) };
    const { cache } = await runRows(session, shape, [input], first);
    const made = { cache, tokens: ids.length };
    instructions.set(text, made);
    return made;
  };

  const readPrompts = async (rows: readonly Row[], before: number, shared: Cache): Promise<RowsRun> => {
    const inputs = rows.map(({ prompt }): RowInput => {
      const total = before + prompt.length;
      return { ids: prompt, firstPosition: before, seen: mask(total, total) };
    });
    if (together) return runRows(session, shape, inputs, repeatCache(shared, rows.length));
    const runs: RowsRun[] = [];
    for (const input of inputs) runs.push(await runRows(session, shape, [input], shared));
    return { logits: runs.flatMap(({ logits }) => logits), cache: stackCaches(runs.map(({ cache }) => cache)) };
  };

  return {
    async generate({ instruction, records, maxNewTokens }) {
      if (records.length === 0) return [];
      const shared = await instructionCache(instruction);
      const rows = records.map(
        (record): Row => ({ prompt: model.tokenizer.encode(record), steps: [], ids: [], finish: undefined }),
      );
      const before = virtualTokens + shared.tokens;
      const width = before + Math.max(...rows.map((row) => row.prompt.length));
      requireRoom(width + maxNewTokens, model);

      let run = await readPrompts(rows, before, shared.cache);
      for (let generated = 1; ; generated += 1) {
        rows.forEach((row, r) => {
          if (!row.finish) advance(row, run.logits[r] as Float32Array, model, maxNewTokens);
        });
        if (rows.every((row) => row.finish)) break;
        const inputs = rows.map(({ prompt, ids }): RowInput => {
          const total = before + prompt.length;
          const seen = [...mask(total, width), ...mask(generated, generated)];
          return { ids: [ids.at(-1) ?? 0], firstPosition: total + generated - 1, seen };
        });
        run = await runRows(session, shape, inputs, run.cache);
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

/**
 * False for decoders with GroupQueryAttention, which takes several new tokens on top of a cache for one row only. One
 * new token it takes for all rows, and of each row's cache as many tokens as the row's mask has ones.
 *
 * @source onnxruntime, contrib_ops/cpu/bert/group_query_attention_helper.h
 */
function readsPromptsTogether({ nodes }: Graph): boolean {
  return !nodes.some(({ op }) => op === 'GroupQueryAttention');
}

/** A mask of `width` tokens, the first `ones` of them seen. */
function mask(ones: number, width: number): number[] {
  return Array.from({ length: width }, (_, i) => (i < ones ? 1 : 0));
}

function requireRoom(needed: number, { maxPositions, name }: ModelFolder): void {
  if (needed <= maxPositions) return;
  throw new AppError(
    'model.prompt_too_long',
    `prefix, prompt and answer need ${needed} positions, ${name} has ${maxPositions}`,
  );
}

/** Takes the likeliest token. */
function advance(row: Row, logits: Float32Array, { tokenizer, eosIds }: ModelFolder, maxNewTokens: number): void {
  const likeliest = topIndices(logits, alternativesKept);
  const best = likeliest[0] as number;
  if (eosIds.includes(best)) {
    row.finish = 'stop';
    return;
  }
  const top = logits[best] as number;
  let total = 0;
  for (const logit of logits) total += Math.exp(logit - top);
  const choices = likeliest.map((id) => ({
    text: row.ids.length === 0 ? tokenizer.decode([id]) : tokenizer.decodeNext(id),
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
