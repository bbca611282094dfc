import { AppError } from '#errors';
import type { Adapter } from '../adapter/adapter.ts';
import type { ModelFolder } from '../folder/model-folder.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import type { Graph } from '../graph/graph.ts';
import { withAddedCache } from '../graph/surgery/added-cache.ts';
import { withBestTokens } from '../graph/surgery/best-tokens.ts';
import { AnswerRow, mask, wantedOf } from './answer-row.ts';
import { type Cache, type CacheRow, cacheWidth, gatherCache } from './cache.ts';
import { closedAnswers } from './closed-answers.ts';
import type { GenerateRequest, Generation, PartOfAnswer } from './generation.ts';
import { type InstructionCache, InstructionCaches } from './instruction-caches.ts';
import { placesFor, type RowBudget } from './row-budget.ts';
import { type BestTokens, runForBestTokens } from './run-rows.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';
import { similarLengths } from './similar-lengths.ts';
import { steer } from './steer.ts';

/** Alternatives kept beside each generated token. */
const alternativesKept = 8;

/** A guesser that may take its time. */
export type AskForGuesses = (parts: readonly PartOfAnswer[]) => readonly string[] | Promise<readonly string[]>;

/** What one run of the decoder computed. */
export interface RunCount {
  readonly rows: number;
  /** Tokens of each row, padding included. */
  readonly columns: number;
  /** Tokens of all rows without padding. */
  readonly tokens: number;
  /** Columns of the cache that each row brought. */
  readonly cacheWidth: number;
}

export interface GreedyDecoderOptions extends SessionOptions {
  /** Folder that keeps what is computed of instructions; left out or null for none. */
  readonly cacheDir?: string | null;
  /** The session of the bare decoder, for adapters that leave its graph as it is; left out, each decoder has its own. */
  readonly bareSession?: () => Promise<Session>;
  readonly budget?: RowBudget;
  /** Told of every run for answers. */
  readonly onRun?: (count: RunCount) => void;
}

/** Loads a decoder for greedy decoding. */
export const openDecoderSession = (decoder: Graph, options: SessionOptions): Promise<Session> =>
  openSession(withBestTokens(withAddedCache(decoder), alternativesKept), options);

/** A decoder with its adapter, loaded and ready to answer; blocks its thread while it works. */
export interface GreedyDecoder {
  generate(request: GenerateRequest, guess?: AskForGuesses): Promise<Generation[]>;
  close(): Promise<void>;
}

/**
 * Greedy decoding with the key/value cache. Virtual tokens are the first cache; the instruction that all records share is
 * computed on top of it once and kept. A finished row gives its place to the next record at once; guesses let a row take
 * many tokens in one run.
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
  const takesMany = takesManyTokens(model.decoder);
  const closedOf = rememberLast((answers: readonly string[]) => closedAnswers(answers, model.tokenizer));

  const readInstruction = async (text: string): Promise<InstructionCache> => {
    const ids = [...model.tokenizer.startIds, ...model.tokenizer.encode(text)];
    const total = virtualTokens + ids.length;
    requireRoom(total, model);
    const input = { ids, firstPosition: virtualTokens, seen: mask(total, total), read: 1 };
    const { cache, holds } = await runForBestTokens(session, shape, [input], first);
    const whole = (of: Cache): CacheRow => ({ cache: of, row: 0, seen: mask(cacheWidth(of), cacheWidth(of)) });
    return { cache: holds === 'all' ? cache : gatherCache([[whole(first), whole(cache)]]), tokens: ids.length };
  };

  /** One run of some rows together. */
  const runTogether = async (rows: readonly AnswerRow[], wanted: readonly number[]): Promise<void> => {
    const past = gatherCache(rows.map(({ held }) => held));
    const inputs = rows.map((row) => row.next(cacheWidth(past)));
    const { best, cache, holds } = await runForBestTokens(session, shape, inputs, past, wanted);
    for (const [i, row] of rows.entries())
      row.take(best[i] as BestTokens[], { cache, row: i, width: cacheWidth(cache), holds });
    const lengths = inputs.map(({ ids }) => ids.length);
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    options.onRun?.({ rows: rows.length, columns: Math.max(...lengths), tokens, cacheWidth: cacheWidth(past) });
  };

  /** Answers all rows, so many at a time: each round runs every open row once, those of similar length together. */
  const answerAll = async (rows: readonly AnswerRow[], { places, wanted, guess }: AnsweringOptions): Promise<void> => {
    const waiting = rows.toSorted((a, b) => a.nextLength - b.nextLength);
    for (let open: readonly AnswerRow[] = []; ; ) {
      open = [...open, ...waiting.splice(0, places - open.length)];
      if (open.length === 0) break;
      if (guess && takesMany) await guessFor(rows, open, guess);
      const groups = similarLengths(open, ({ nextLength }) => nextLength);
      for (const group of takesMany ? groups : groups.flatMap(oneByOneIfPrompts)) await runTogether(group, wanted);
      open = open.filter(({ isFinished }) => !isFinished);
    }
  };

  return {
    async generate({ instruction, records, maxNewTokens, answers }, guess) {
      if (records.length === 0) return [];
      const { cache, tokens } = await instructions.get(instruction, () => readInstruction(instruction));
      const before = { cache, row: 0, seen: mask(virtualTokens + tokens, virtualTokens + tokens) };
      const prompts = records.map((record) => model.tokenizer.encode(record));
      const longest = before.seen.length + Math.max(...prompts.map(({ length }) => length)) + maxNewTokens;
      requireRoom(longest, model);
      const closed = answers && closedOf(answers);
      const rowOf = (prompt: readonly number[]): AnswerRow =>
        new AnswerRow({ model, prompt, before, maxNewTokens, closed, takesMany });
      const wanted = wantedOf(closed, model.eosIds);
      const rows = prompts.map(rowOf);
      await answerAll(rows, { places: placesFor(longest, shape, options.budget), wanted, guess });
      // Rounding differs with the rows beside; alone and without guesses a close call falls the same way always.
      for (const [i, { isCloseCall }] of rows.entries()) {
        if (!isCloseCall) continue;
        rows[i] = rowOf(prompts[i] as readonly number[]);
        await answerAll([rows[i]], { places: 1, wanted, guess: undefined });
      }
      return rows.map((row) => row.generation(tokens));
    },
    close: () => session.close(),
  };
}

interface AnsweringOptions {
  /** Rows that are open at a time. */
  readonly places: number;
  /** Tokens whose probabilities are told at every place. */
  readonly wanted: readonly number[];
  readonly guess: AskForGuesses | undefined;
}

/** Rows that read several tokens, each by itself. */
const oneByOneIfPrompts = (rows: readonly AnswerRow[]): readonly (readonly AnswerRow[])[] => {
  const apart = rows.filter(({ nextLength }) => nextLength > 1).map((row) => [row]);
  const together = rows.filter(({ nextLength }) => nextLength === 1);
  return together.length === 0 ? apart : [...apart, together];
};

/** Asks for guesses of the open answers that have left their last one. */
async function guessFor(rows: readonly AnswerRow[], open: readonly AnswerRow[], guess: AskForGuesses): Promise<void> {
  const lost = open.filter(({ needsGuess }) => needsGuess);
  if (lost.length === 0) return;
  const answers = await guess(lost.map((row) => ({ record: rows.indexOf(row), written: row.written })));
  for (const [i, row] of lost.entries()) row.guess(answers[i] ?? '');
}

/** What a function made of its last list of texts is kept for the next call with the same ones. */
function rememberLast<T>(make: (texts: readonly string[]) => T): (texts: readonly string[]) => T {
  let last: { readonly key: string; readonly made: T } | undefined;
  return (texts) => {
    const key = JSON.stringify(texts);
    if (last?.key !== key) last = { key, made: make(texts) };
    return last.made;
  };
}

/**
 * False for decoders with GroupQueryAttention, which takes several new tokens on top of a cache for one row only. One
 * new token it takes for all rows, and of each row's cache as many tokens as the row's mask has ones: its own have to stand
 * together, so that no wrong guess may be left among them.
 *
 * @source onnxruntime, contrib_ops/cpu/bert/group_query_attention_helper.h
 */
function takesManyTokens({ nodes }: Graph): boolean {
  return !nodes.some(({ op }) => op === 'GroupQueryAttention');
}

function requireRoom(needed: number, { maxPositions, name }: ModelFolder): void {
  if (needed <= maxPositions) return;
  throw new AppError(
    'model.prompt_too_long',
    `prefix, prompt and answer need ${needed} positions, ${name} has ${maxPositions}`,
  );
}
