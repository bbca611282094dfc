import type { ModelFolder } from '../folder/model-folder.ts';
import { Draft } from './draft.ts';
import type { Generation, TokenStep } from './generation.ts';
import type { BestTokens, ReadRow } from './run-rows.ts';

export interface RowStart {
  readonly model: Pick<ModelFolder, 'tokenizer' | 'eosIds'>;
  readonly prompt: readonly number[];
  /** Tokens of prefix and instruction, which the cache begins with. */
  readonly before: number;
  readonly maxNewTokens: number;
}

/** One record being answered: what it runs next, what it made of it, and which columns of the cache are its own. */
export class AnswerRow {
  readonly #start: RowStart;
  readonly #draft = new Draft();
  readonly #ids: number[] = [];
  readonly #steps: TokenStep[] = [];
  #seen: readonly number[];
  #tried: readonly number[] = [];
  #runs = 0;
  #needsGuess = true;
  #finish: Generation['finish'] | undefined;

  constructor(start: RowStart) {
    this.#start = start;
    this.#seen = mask(start.before, start.before);
  }

  get isFinished(): boolean {
    return this.#finish !== undefined;
  }

  /** 1 for each column of the cache that holds a token of this answer. */
  get seen(): readonly number[] {
    return this.#seen;
  }

  /** Its tokens now stand together at the beginning of the cache. */
  closeRanks(cacheWidth: number): void {
    this.#seen = mask(this.#seen.filter(Boolean).length, cacheWidth);
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

  /** The prompt, later the last token, and the guessed tokens after it. */
  next(): ReadRow {
    const { prompt, before, maxNewTokens } = this.#start;
    const count = this.#ids.length;
    this.#tried = this.#draft.tokens(maxNewTokens - count - 1);
    const ids = [...(count === 0 ? prompt : this.#ids.slice(-1)), ...this.#tried];
    return {
      ids,
      firstPosition: count === 0 ? before : before + prompt.length + count - 1,
      seen: [...this.#seen, ...mask(ids.length, ids.length)],
      read: 1 + this.#tried.length,
    };
  }

  /**
   * Takes the likeliest tokens as far as the guess held, and one more.
   *
   * @param best        the likeliest tokens after the one before the guessed ones, and after each of these
   * @param cacheWidth  columns of the cache now; those of wrong tokens stay in it unseen
   */
  take(best: readonly BestTokens[], cacheWidth: number): void {
    const own = this.#ids.length === 0 ? this.#start.prompt.length : 1;
    let held = 0;
    while (this.#advance(best[held] as BestTokens, this.#tried[held])) held += 1;
    this.#seen = mask(own + held, cacheWidth - this.#seen.length, this.#seen);
    this.#runs += 1;
  }

  /** Takes the likeliest token; true when it is the guessed one and the answer goes on. */
  #advance({ ids, probabilities }: BestTokens, guessed: number | undefined): boolean {
    const { eosIds, tokenizer } = this.#start.model;
    const best = ids[0] as number;
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
    if (this.#ids.length >= this.#start.maxNewTokens) this.#finish = 'length';
    return best === guessed && !this.isFinished;
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

/** A mask of `width` tokens after those before, the first `ones` of them seen. */
export function mask(ones: number, width: number, before: readonly number[] = []): number[] {
  return [...before, ...Array.from({ length: width }, (_, i) => (i < ones ? 1 : 0))];
}
