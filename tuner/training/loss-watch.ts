import { AppError } from '#errors';

/** Steps whose losses are averaged before they are judged. */
const window = 20;
/** Steps that a run is given before it is said not to learn. */
const patience = 100;
/** A loss that is still above this share of its start has not fallen. */
const fallen = 0.98;
/** A loss above this multiple of its bound has risen beyond hope. */
const risen = 1.2;

/** Watches the loss of a run: stops one that rises out of sight, tells of one that does not fall. */
export class LossWatch {
  readonly #guessing: number;
  readonly #start: number[] = [];
  #last: number[] = [];
  #hasTold = false;

  /** @param vocabularySize  V: guessing every token alike has a loss of ln V */
  constructor(vocabularySize: number) {
    this.#guessing = Math.log(vocabularySize);
  }

  /**
   * Takes the loss of step `step`.
   *
   * @returns both means, once, when the loss has not fallen after a hundred steps
   * @throws AppError `tuner.diverged`
   */
  observe(step: number, loss: number): { readonly start: number; readonly now: number } | undefined {
    if (this.#start.length < window) this.#start.push(loss);
    this.#last = [...this.#last.slice(1 - window), loss];
    if (this.#last.length < window) return undefined;
    const [start, now] = [mean(this.#start), mean(this.#last)];
    const bound = risen * Math.max(start, this.#guessing);
    if (now > bound) {
      throw new AppError(
        'tuner.diverged',
        `step ${step}: expected a mean loss below ${bound.toFixed(2)} over the last ${window} steps, got ${now.toFixed(2)} after a start at ${start.toFixed(2)}`,
        { hint: 'lower the learning rate to a third of what it is; a prefix is steadier when it starts from text' },
      );
    }
    if (this.#hasTold || step < patience || now < fallen * start) return undefined;
    this.#hasTold = true;
    return { start, now };
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
