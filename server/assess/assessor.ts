import { type Assessment, type Evidence, type StandardFacts, standardFactsOf } from '#domain';
import type { Generator } from '#model';
import { allowedAnswers, guessAnswer, instructionOf, type Prompt, renderPrompt, type Strategy } from '#prompts';
import { AnswerCache } from './answer-cache.ts';
import { decoding, noteSeconds } from './answer-making.ts';
import { type Answer, answerIn, answerOf, assessmentOf } from './assessment-of.ts';

/** Records the model is asked for together. */
export const assessmentBatchSize = 64;

/** Targets held at most while a batch fills with records that were not asked before. */
export const mostTargetsHeld = 256;

/** Turns evidence into assessments by asking the model. */
export interface Assessor {
  /** One batch of assessments after another, in the order of the evidence; no more is read than a batch takes. */
  batches(
    evidences: Iterable<Evidence> | AsyncIterable<Evidence>,
    strategy: Strategy,
  ): AsyncIterable<readonly Assessment[]>;
  /** The same, one assessment at a time. */
  assess(evidences: Iterable<Evidence> | AsyncIterable<Evidence>, strategy: Strategy): AsyncIterable<Assessment>;
  /**
   * Takes in an assessment of an earlier run with the same model, so that its answer serves again. Given all of them in
   * their order, the rest is asked in the very batches of a run that was never stopped.
   */
  remember(assessment: Assessment): void;
  /** Targets that were answered without asking, because one told in the same words was asked before. */
  readonly repeated: number;
}

/**
 * An assessor that asks the given model and adapter; the caller owns and closes the generator.
 *
 * The model sees the words of a record and nothing else, so records with the same words are asked once.
 */
export function createAssessor(
  generator: Generator,
  cache: AnswerCache = new AnswerCache(),
  nowMs: () => number = () => performance.now(),
): Assessor {
  let repeated = 0;

  async function* batches(evidences: Iterable<Evidence> | AsyncIterable<Evidence>, strategy: Strategy) {
    let batch = new Batch(strategy, cache);
    for await (const evidence of evidences) {
      batch.add(evidence);
      if (!batch.isFull) continue;
      yield await finish(batch);
      batch = new Batch(strategy, cache);
    }
    if (!batch.isEmpty) yield await finish(batch);
  }

  async function finish(batch: Batch): Promise<readonly Assessment[]> {
    const assessments = await batch.answer(generator, nowMs);
    repeated += batch.repeated;
    return assessments;
  }

  return {
    batches,
    async *assess(evidences, strategy) {
      for await (const batch of batches(evidences, strategy)) yield* batch;
    },
    remember(assessment) {
      const { strategy, evidence } = assessment;
      cache.put(keyOf(strategy, renderPrompt(strategy, evidence)), answerIn(assessment));
    },
    get repeated() {
      return repeated;
    },
  };
}

/** A target that waits for its answer, or has that of an equal one. */
interface HeldTarget {
  readonly evidence: Evidence;
  readonly prompt: Prompt;
  readonly key: string;
  readonly known: Answer | undefined;
}

/** A record to be asked. */
interface Question {
  readonly record: string;
  readonly facts: StandardFacts;
}

/** Consecutive targets, with the records among them that the model has to be asked for. */
class Batch {
  readonly #strategy: Strategy;
  readonly #cache: AnswerCache;
  readonly #targets: HeldTarget[] = [];
  readonly #questions = new Map<string, Question>();

  constructor(strategy: Strategy, cache: AnswerCache) {
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

  add(evidence: Evidence): void {
    const prompt = renderPrompt(this.#strategy, evidence);
    const key = keyOf(this.#strategy, prompt);
    const known = this.#cache.get(key);
    this.#targets.push({ evidence, prompt, key, known });
    if (known !== undefined || this.#questions.has(key)) return;
    this.#questions.set(key, { record: prompt.record, facts: standardFactsOf(evidence) });
  }

  async answer(generator: Generator, nowMs: () => number): Promise<readonly Assessment[]> {
    const startMs = nowMs();
    const answers = await this.#ask(generator);
    const seconds = (nowMs() - startMs) / 1000 / this.#questions.size;
    return this.#targets.map(({ evidence, prompt, key, known }) => {
      const answer = known ?? answers.get(key)!;
      this.#cache.put(key, answer);
      const assessment = assessmentOf({ evidence, strategy: this.#strategy, prompt, answer, generator });
      if (!known) noteSeconds(assessment, seconds);
      return assessment;
    });
  }

  async #ask(generator: Generator): Promise<ReadonlyMap<string, Answer>> {
    const questions = [...this.#questions.values()];
    if (questions.length === 0) return new Map();
    const answers = allowedAnswers(this.#strategy);
    const generations = await generator.generate(
      {
        ...(answers && { answers }),
        instruction: instructionOf(this.#strategy),
        records: questions.map(({ record }) => record),
        maxNewTokens: decoding.maxAnswerTokens,
      },
      (parts) => parts.map(({ record, written }) => guessAnswer(questions[record]!.facts, this.#strategy, written)),
    );
    return new Map([...this.#questions.keys()].map((key, i) => [key, answerOf(generations[i]!)]));
  }
}

/** The instruction is the same for all prompts of a strategy. */
const keyOf = (strategy: Strategy, { record }: Prompt): string => `${strategy}\n${record}`;
