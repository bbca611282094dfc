import type { Assessment, Evidence } from '#domain';
import type { Generator } from '#model';
import { renderPrompt, type Strategy } from '#prompts';
import { AnswerCache } from './answer-cache.ts';
import { noteSeconds } from './answer-making.ts';
import { type Answer, answerIn, assessmentOf } from './assessment-of.ts';
import { askModel } from './question.ts';
import { keyOf, QuestionBatch } from './question-batch.ts';

export { assessmentBatchSize, mostTargetsHeld } from './question-batch.ts';

/** Turns evidence into assessments by asking the model. */
export interface Assessor {
  /** One batch of assessments after another, in the order of the evidence; no more is read than the batches in hand take. */
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
  /** Targets that were read and are not given out yet, beyond the batch that is. */
  readonly held: number;
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
    let batch = new QuestionBatch(strategy, cache);
    for await (const evidence of evidences) {
      batch.add(evidence);
      if (!batch.isFull) continue;
      yield await finish(batch, strategy);
      batch = new QuestionBatch(strategy, cache);
    }
    if (!batch.isEmpty) yield await finish(batch, strategy);
  }

  async function finish(batch: QuestionBatch<Answer>, strategy: Strategy): Promise<readonly Assessment[]> {
    const startMs = nowMs();
    const { questions } = batch;
    const answers = await askModel(generator, strategy, questions);
    const seconds = (nowMs() - startMs) / 1000 / questions.length;
    repeated += batch.repeated;
    return batch.close(answers).map(({ isRepeated, ...target }) => {
      const assessment = assessmentOf({ ...target, strategy, generator });
      if (!isRepeated) noteSeconds(assessment, seconds);
      return assessment;
    });
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
    held: 0,
  };
}
