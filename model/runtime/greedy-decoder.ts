import { AppError } from '#errors';
import type { Adapter } from '../adapter/adapter.ts';
import type { ModelFolder } from '../folder/model-folder.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import type { Graph } from '../graph/graph.ts';
import { withBestTokens } from '../graph/surgery/best-tokens.ts';
import { AnswerRow, mask } from './answer-row.ts';
import { type Cache, cacheWidth, keepOfCache, repeatCache, stackCaches } from './cache.ts';
import type { GenerateRequest, Generation, PartOfAnswer } from './generation.ts';
import { type InstructionCache, InstructionCaches } from './instruction-caches.ts';
import { type BestTokens, type BestTokensRun, type ReadRow, runForBestTokens } from './run-rows.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';
import { steer } from './steer.ts';

/** Alternatives kept beside each generated token. */
const alternativesKept = 8;

/** A guesser that may take its time. */
export type AskForGuesses = (parts: readonly PartOfAnswer[]) => readonly string[] | Promise<readonly string[]>;

export interface GreedyDecoderOptions extends SessionOptions {
  /** Folder that keeps what is computed of instructions; left out or null for none. */
  readonly cacheDir?: string | null;
  /** The session of the bare decoder, for adapters that leave its graph as it is; left out, each decoder has its own. */
  readonly bareSession?: () => Promise<Session>;
}

/** Loads a decoder for greedy decoding. */
export const openDecoderSession = (decoder: Graph, options: SessionOptions): Promise<Session> =>
  openSession(withBestTokens(decoder, alternativesKept), options);

/** A decoder with its adapter, loaded and ready to answer; blocks its thread while it works. */
export interface GreedyDecoder {
  generate(request: GenerateRequest, guess?: AskForGuesses): Promise<Generation[]>;
  close(): Promise<void>;
}

/**
 * Greedy decoding with the key/value cache. Virtual tokens are the first cache; the instruction that all records share is
 * computed on top of it once and kept. Rows of a batch run together until they are finished; guesses let a row take many
 * tokens at once.
 */
export async function openGreedyDecoder(
  model: ModelFolder,
  adapter: Adapter | null,
  options: GreedyDecoderOptions = {},
): Promise<GreedyDecoder> {
  const shape = cacheShape(model.decoder);
  const { decoder, cache: first, virtualTokens } = await steer(model.decoder, adapter, options);
  const { bareSession } = options;
  const session = await (bareSession !== undefined && decoder === model.decoder
    ? bareSession()
    : openDecoderSession(decoder, options));
  const instructions = new InstructionCaches({
    folder: options.cacheDir ?? null,
    identity: `${model.sha256} ${adapter?.sha256 ?? ''}`,
    virtualTokens,
  });
  const together = readsPromptsTogether(model.decoder);

  const readInstruction = async (text: string): Promise<InstructionCache> => {
    const ids = [...model.tokenizer.startIds, ...model.tokenizer.encode(text)];
    const total = virtualTokens + ids.length;
    requireRoom(total, model);
    const input = { ids, firstPosition: virtualTokens, seen: mask(total, total), read: 1 };
    const { cache } = await runForBestTokens(session, shape, [input], first);
    return { cache, tokens: ids.length };
  };

  /** Drops finished rows, and wrong guesses where the decoder's cache may have gaps. */
  const keep = (cache: Cache, left: readonly { readonly row: number; readonly answer: AnswerRow }[]): Cache => {
    if (!together) {
      const whole = mask(cacheWidth(cache), cacheWidth(cache));
      return keepOfCache(
        cache,
        left.map(({ row }) => ({ row, seen: whole })),
      );
    }
    const kept = keepOfCache(
      cache,
      left.map(({ row, answer }) => ({ row, seen: answer.seen })),
    );
    for (const { answer } of left) answer.closeRanks(cacheWidth(kept));
    return kept;
  };

  const readPrompts = async (inputs: readonly ReadRow[], cache: Cache): Promise<BestTokensRun> => {
    if (together) return runForBestTokens(session, shape, inputs, repeatCache(cache, inputs.length));
    const runs: BestTokensRun[] = [];
    for (const input of inputs) runs.push(await runForBestTokens(session, shape, [input], cache));
    return { best: runs.flatMap(({ best }) => best), cache: stackCaches(runs.map((run) => run.cache)) };
  };

  return {
    async generate({ instruction, records, maxNewTokens }, guess) {
      if (records.length === 0) return [];
      const shared = await instructions.get(instruction, () => readInstruction(instruction));
      const before = virtualTokens + shared.tokens;
      const prompts = records.map((record) => model.tokenizer.encode(record));
      requireRoom(before + Math.max(...prompts.map(({ length }) => length)) + maxNewTokens, model);
      const rows = prompts.map((prompt) => new AnswerRow({ model, prompt, before, maxNewTokens }));
      const next = async (open: readonly number[]): Promise<ReadRow[]> => {
        if (guess && together) await guessFor(rows, open, guess);
        return open.map((r) => (rows[r] as AnswerRow).next());
      };
      const take = (open: readonly number[], { best, cache }: BestTokensRun): void => {
        for (const [i, r] of open.entries()) rows[r]?.take(best[i] as BestTokens[], cacheWidth(cache));
      };

      let open = rows.map((_, r) => r);
      let run = await readPrompts(await next(open), shared.cache);
      for (take(open, run); ; take(open, run)) {
        const left = [...open.keys()].filter((i) => !rows[open[i] as number]?.isFinished);
        if (left.length === 0) break;
        const cache = keep(
          run.cache,
          left.map((row) => ({ row, answer: rows[open[row] as number] as AnswerRow })),
        );
        open = left.map((i) => open[i] as number);
        run = await runForBestTokens(session, shape, await next(open), cache);
      }
      return rows.map((row) => row.generation(shared.tokens));
    },
    close: () => session.close(),
  };
}

/** Asks for guesses of the open answers that have left their last one. */
async function guessFor(rows: readonly AnswerRow[], open: readonly number[], guess: AskForGuesses): Promise<void> {
  const lost = open.filter((r) => rows[r]?.needsGuess);
  if (lost.length === 0) return;
  const parts = lost.map((record) => ({ record, written: (rows[record] as AnswerRow).written }));
  const answers = await guess(parts);
  for (const [i, r] of lost.entries()) rows[r]?.guess(answers[i] ?? '');
}

/**
 * False for decoders with GroupQueryAttention, which takes several new tokens on top of a cache for one row only. One
 * new token it takes for all rows, and of each row's cache as many tokens as the row's mask has ones: its own have to stand
 * together, so that no wrong guess may be left among them.
 *
 * @source onnxruntime, contrib_ops/cpu/bert/group_query_attention_helper.h
 */
function readsPromptsTogether({ nodes }: Graph): boolean {
  return !nodes.some(({ op }) => op === 'GroupQueryAttention');
}

function requireRoom(needed: number, { maxPositions, name }: ModelFolder): void {
  if (needed <= maxPositions) return;
  throw new AppError(
    'model.prompt_too_long',
    `prefix, prompt and answer need ${needed} positions, ${name} has ${maxPositions}`,
  );
}
