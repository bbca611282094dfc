import type { Answer } from './assessment-of.ts';

/** Prompts whose answers are remembered; with a few kilobytes for each, some hundred megabytes at most. */
export const rememberedPrompts = 50_000;

/** The answers to the prompts that came last, for targets that are told in the same words. */
export class AnswerCache<Known = Answer> {
  readonly #capacity: number;
  /** Oldest first. */
  readonly #answers = new Map<string, Known>();

  constructor(capacity: number = rememberedPrompts) {
    this.#capacity = capacity;
  }

  get(prompt: string): Known | undefined {
    return this.#answers.get(prompt);
  }

  /** Remembers an answer as the latest; beyond the capacity the one that was not used for longest is forgotten. */
  put(prompt: string, answer: Known): void {
    this.#answers.delete(prompt);
    this.#answers.set(prompt, answer);
    if (this.#answers.size <= this.#capacity) return;
    const [oldest] = this.#answers.keys();
    this.#answers.delete(oldest!);
  }
}
