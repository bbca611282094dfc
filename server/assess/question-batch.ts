import { type Evidence, standardFactsOf } from '#domain';
import { type Prompt, renderPrompt, type Strategy } from '#prompts';
import type { AnswerCache } from './answer-cache.ts';
import type { Question } from './question.ts';

/** Records the model is asked for together. */
export const assessmentBatchSize = 64;

/** Targets held at most while a batch fills with records that were not asked before. */
export const mostTargetsHeld = 256;

/** A target beside its answer, or what will be that. */
export interface AnsweredTarget<Known> {
  readonly evidence: Evidence;
  readonly prompt: Prompt;
  readonly answer: Known;
  /** Whether the answer to an equal record of an earlier batch served again. */
  readonly isRepeated: boolean;
}

/** A target that waits for its answer, or has that of an equal one. */
interface HeldTarget<Known> {
  readonly evidence: Evidence;
  readonly prompt: Prompt;
  readonly key: string;
  readonly known: Known | undefined;
}

/** Consecutive targets, with the records among them that the model has to be asked for. */
export class QuestionBatch<Known> {
  readonly #strategy: Strategy;
  readonly #cache: AnswerCache<Known>;
  readonly #targets: HeldTarget<Known>[] = [];
  readonly #questions = new Map<string, Question>();

  constructor(strategy: Strategy, cache: AnswerCache<Known>) {
    this.#strategy = strategy;
    this.#cache = cache;
  }

  get isEmpty(): boolean {
    return this.#targets.length === 0;
  }

  get isFull(): boolean {
    return this.#questions.size >= assessmentBatchSize || this.#targets.length >= mostTargetsHeld;
  }

  /** Targets that need no question of their own. */
  get repeated(): number {
    return this.#targets.length - this.#questions.size;
  }

  get questions(): readonly Question[] {
    return [...this.#questions.values()];
  }

  add(evidence: Evidence): void {
    const prompt = renderPrompt(this.#strategy, evidence);
    const key = keyOf(this.#strategy, prompt);
    const known = this.#cache.get(key);
    this.#targets.push({ evidence, prompt, key, known });
    if (known !== undefined || this.#questions.has(key)) return;
    this.#questions.set(key, { record: prompt.record, facts: standardFactsOf(evidence) });
  }

  /** Gives each target its answer and remembers all of them; the batch is then over. */
  close(answers: readonly Known[]): readonly AnsweredTarget<Known>[] {
    const own = new Map([...this.#questions.keys()].map((key, i) => [key, answers[i]!]));
    return this.#targets.map(({ evidence, prompt, key, known }) => {
      const answer = known ?? own.get(key)!;
      this.#cache.put(key, answer);
      return { evidence, prompt, answer, isRepeated: known !== undefined };
    });
  }
}

/** What equal questions have in common; the instruction is the same for all prompts of a strategy. */
export const keyOf = (strategy: Strategy, { record }: Prompt): string => `${strategy}\n${record}`;
