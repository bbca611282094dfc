/** Tokens tried at once after a guess has failed; doubled each time all of them hold. */
const cautious = 16;
/** Tokens of the guess that are searched for the place where it agrees with the answer again. */
const searched = 12;

/**
 * A guess of an answer, followed as far as it holds.
 *
 * Greedy decoding asks for one token after another; a guess lets many be asked for at once, and those up to the first wrong
 * one be kept. After a wrong token there may be a new guess; without one, the old goes on where the answer seems to have come
 * back to it.
 *
 * @source Leviathan, Kalman, Matias 2023, Fast Inference from Transformers via Speculative Decoding; Saxena 2023, prompt
 *         lookup decoding
 */
export class Draft {
  #guess: readonly number[] = [];
  /** Place in the guess that should come next. */
  #next = 0;
  #length = 0;
  /** Tokens accepted since the last wrong one. */
  #accepted = 0;

  /** Takes a new guess of the whole answer, if it begins as the answer does; else the old one is kept. */
  renew(guess: readonly number[], answer: readonly number[]): void {
    if (answer.some((token, i) => token !== guess[i])) return;
    this.#guess = guess;
    this.#next = answer.length;
    this.#length = guess.length;
  }

  /** The tokens to try next, at most `room`. */
  tokens(room: number): readonly number[] {
    return this.#guess.slice(this.#next, this.#next + Math.min(room, this.#length));
  }

  /** Takes a token of the answer; false when it was not the guessed one. */
  follow(token: number): boolean {
    if (this.#guess[this.#next] === token) {
      this.#next += 1;
      this.#accepted += 1;
      if (this.#accepted >= this.#length) this.#length *= 2;
      return true;
    }
    const ahead = this.#guess.indexOf(token, this.#next);
    if (ahead !== -1 && ahead < this.#next + searched) this.#next = ahead + 1;
    else if (this.#accepted > 0) this.#next += 1; // one token stands for another; a second one in a row is put in between
    this.#length = Math.max(cautious, 2 * this.#accepted);
    this.#accepted = 0;
    return false;
  }
}
