import type { ModelFolder } from '../folder/model-folder.ts';
import { type CacheRow, seenTokens } from './cache.ts';
import { type AnswerPlace, allowedAndForced, type ClosedAnswers } from './closed-answers.ts';
import { Draft } from './draft.ts';
import type { Generation, TokenStep } from './generation.ts';
import type { BestTokens, BestTokensRun, ReadRow } from './run-rows.ts';

/** Two tokens whose probabilities differ by less than this share: which is the likelier may hang on rounding. */
const closeCall = 1e-4;

export interface RowStart {
  readonly model: Pick<ModelFolder, 'tokenizer' | 'eosIds'>;
  readonly prompt: readonly number[];
  /** What the decoder has made of prefix and instruction. */
  readonly before: CacheRow;
  readonly maxNewTokens: number;
  /** The answers that are allowed; left out, any. */
  readonly closed?: ClosedAnswers | undefined;
  /** False for decoders that take one new token at a time. */
  readonly takesMany: boolean;
}

/** A row after its run. */
export interface RanRow extends Omit<CacheRow, 'seen'>, Pick<BestTokensRun, 'holds'> {
  readonly width: number;
}

/** One record being answered: what it runs next, what it made of it, and where its keys and values lie. */
export class AnswerRow {
  readonly #start: RowStart;
  readonly #draft = new Draft();
  readonly #ids: number[] = [];
  readonly #steps: TokenStep[] = [];
  #held: readonly CacheRow[];
  /** Columns of the cache of its last run, 1 for those it saw. */
  #seen: readonly number[] = [];
  #place: AnswerPlace | undefined;
  #tried: readonly number[] = [];
  #runs = 0;
  #needsGuess = true;
  #isCloseCall = false;
  #finish: Generation['finish'] | undefined;

  constructor(start: RowStart) {
    this.#start = start;
    this.#held = [start.before];
    this.#place = start.closed?.root;
  }

  get isFinished(): boolean {
    return this.#finish !== undefined;
  }

  /** Whether another token was so nearly as likely as a chosen one that another batch could have chosen it. */
  get isCloseCall(): boolean {
    return this.#isCloseCall;
  }

  /** Keys and values of all its tokens but the last. */
  get held(): readonly CacheRow[] {
    return this.#held;
  }

  /** Whether the last guess, if there was one, has failed. */
  get needsGuess(): boolean {
    return this.#needsGuess;
  }

  /** The answer so far. */
  get written(): string {
    return this.#start.model.tokenizer.decode(this.#ids);
  }

  /** Takes a guess of the whole answer. */
  guess(answer: string): void {
    this.#needsGuess = false;
    this.#draft.renew(this.#start.model.tokenizer.encode(answer), this.#ids);
  }

  /** Tokens of the next run. */
  get nextLength(): number {
    return this.#nextIds().length;
  }

  /**
   * The prompt, later the last token, and after it the tokens to try.
   *
   * @param cacheWidth  columns of the cache it runs on, where its tokens stand together at the beginning
   */
  next(cacheWidth: number): ReadRow {
    const { prompt, before, takesMany } = this.#start;
    const count = this.#ids.length;
    this.#tried = this.#toTry();
    const ids = this.#nextIds();
    const own = seenTokens(this.#held);
    // Fused attention reads as many tokens as the mask has ones and puts the new one behind them.
    this.#seen = mask(own, takesMany ? cacheWidth : own);
    return {
      ids,
      firstPosition: seenTokens([before]) + (count === 0 ? 0 : prompt.length + count - 1),
      seen: [...this.#seen, ...mask(ids.length, ids.length)],
      read: 1 + this.#tried.length,
    };
  }

  #nextIds(): readonly number[] {
    return [...(this.#ids.length === 0 ? this.#start.prompt : this.#ids.slice(-1)), ...this.#toTry()];
  }

  #toTry(): readonly number[] {
    const { maxNewTokens, takesMany } = this.#start;
    if (!takesMany) return [];
    const room = maxNewTokens - this.#ids.length - 1;
    const guessed = this.#draft.tokens(room);
    return this.#place === undefined ? guessed : allowedAndForced(this.#place, guessed).slice(0, room);
  }

  /**
   * Takes the likeliest tokens as far as they were the tried ones, and one more.
   *
   * @param best  the likeliest tokens after the one before the tried ones, and after each of these
   * @param ran  the row and the cache that its run made, `width` columns; those of wrong tokens stay in it unseen
   */
  take(best: readonly BestTokens[], { cache, row, width, holds }: RanRow): void {
    const own = this.#ids.length === 0 ? this.#start.prompt.length : 1;
    let right = 0;
    while (this.#advance(best[right] as BestTokens, this.#tried[right])) right += 1;
    this.#runs += 1;
    const seen = this.#seen;
    // A finished row lets go of the cache, which would otherwise stay in memory until all are.
    if (this.isFinished) this.#held = [this.#start.before];
    else if (holds === 'all') this.#held = [{ cache, row, seen: mask(own + right, width - seen.length, seen) }];
    else this.#held = [...this.#held, { cache, row, seen: mask(own + right, width) }];
  }

  /** Takes the likeliest token; true when it is the tried one and the answer goes on. */
  #advance(found: BestTokens, tried: number | undefined): boolean {
    const { eosIds, tokenizer, maxNewTokens } = { ...this.#start.model, ...this.#start };
    const { ids, probabilities } = this.#allowed(found);
    const best = ids[0] as number;
    this.#isCloseCall ||= (probabilities[1] ?? 0) > (probabilities[0] as number) * (1 - closeCall);
    if (eosIds.includes(best)) {
      this.#finish = 'stop';
      return false;
    }
    const top = ids.map((id, i) => ({
      text: this.#ids.length === 0 ? tokenizer.decode([id]) : tokenizer.decodeNext(id),
      probability: probabilities[i] as number,
    }));
    this.#ids.push(best);
    this.#steps.push({ ...(top[0] as (typeof top)[number]), top });
    if (!this.#draft.follow(best)) this.#needsGuess = true;
    this.#place = this.#place?.next.get(best);
    if (this.#place?.next.size === 0) this.#finish = 'stop';
    else if (this.#ids.length >= maxNewTokens) this.#finish = 'length';
    return best === tried && !this.isFinished;
  }

  /** Of the tokens found those that are allowed here, likeliest first, of equal ones the lower number. */
  #allowed(found: BestTokens): Pick<BestTokens, 'ids' | 'probabilities'> {
    const place = this.#place;
    const { closed, model } = this.#start;
    if (place === undefined || closed === undefined) return found;
    const ofWanted = new Map(wantedOf(closed, model.eosIds).map((id, i) => [id, found.wanted[i] as number]));
    const allowed = [...place.next.keys(), ...(place.isEnd ? model.eosIds : [])];
    const ids = allowed.toSorted((a, b) => (ofWanted.get(b) ?? 0) - (ofWanted.get(a) ?? 0) || a - b);
    return { ids, probabilities: ids.map((id) => ofWanted.get(id) as number) };
  }

  /** The answer, once it is finished; `instructionTokens` are counted to its prompt. */
  generation(instructionTokens: number): Generation {
    const { prompt } = this.#start;
    return {
      text: this.written,
      steps: this.#steps,
      promptTokens: instructionTokens + prompt.length,
      finish: this.#finish ?? 'length',
      runs: this.#runs,
    };
  }
}

/** The tokens whose probabilities are asked for at every place, so that the likeliest allowed one can be told. */
export function wantedOf(closed: ClosedAnswers | undefined, eosIds: readonly number[]): readonly number[] {
  return closed === undefined ? [] : [...closed.tokens, ...eosIds];
}

/** A mask of `width` tokens after those before, the first `count` of them seen. */
export function mask(count: number, width: number, before: readonly number[] = []): number[] {
  return [...before, ...Array.from({ length: width }, (_, i) => (i < count ? 1 : 0))];
}
