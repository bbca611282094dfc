import type { Assessment, Evidence } from '#domain';
import type { Generator } from '#model';
import { renderPrompt, type Strategy } from '#prompts';
import { AnswerCache } from './answer-cache.ts';
import { type Answer, answerIn, assessmentOf } from './assessment-of.ts';
import type { Assessor } from './assessor.ts';
import type { Question } from './question.ts';
import { keyOf, QuestionBatch } from './question-batch.ts';

/** Takes the questions of batches to those who answer them. */
export interface QuestionPost {
  /** Batches that may be on their way at once. */
  readonly room: number;
  /** Aborted when no more answers will come; its reason is the error that tells why. */
  readonly signal: AbortSignal;
  /**
   * Sends the questions of a batch.
   *
   * @param firstTarget  place of its first target in the stream, which names it
   */
  send(firstTarget: number, questions: readonly Question[]): Promise<SentQuestions>;
  /** Told that everything before a target is kept, so that its questions may be forgotten. */
  release(nextTarget: number): Promise<void>;
}

/** Questions that somebody has. */
export interface SentQuestions {
  /** In the order of the questions. */
  readonly answers: Promise<readonly Answer[]>;
}

/** A batch whose answers are on their way. */
interface SentBatch {
  readonly assessments: Promise<readonly Assessment[]>;
  readonly size: number;
  readonly repeated: number;
  /** Place of the target behind it. */
  readonly nextTarget: number;
}

/** What a run goes on with: the next assessments, or a batch that was sent, null behind the last target. */
type Arrival =
  | { readonly kind: 'answered'; readonly assessments: readonly Assessment[] }
  | { readonly kind: 'sent'; readonly batch: SentBatch | null };

/**
 * An assessor that sends the questions of several batches before the first of them is answered. Batches are cut as if they
 * were asked one after another, so what is asked together is the same, and with it the answers to the last bit.
 */
export function createAheadAssessor(
  identity: Pick<Generator, 'model' | 'adapter'>,
  post: QuestionPost,
  cache: AnswerCache<Promise<Answer>> = new AnswerCache(),
): Assessor {
  let [repeated, held, nextTarget] = [0, 0, 0];

  /** Reads a batch and sends its questions; null when there are no more targets. */
  async function sendNext(evidences: AsyncIterator<Evidence>, strategy: Strategy): Promise<SentBatch | null> {
    const batch = new QuestionBatch(strategy, cache);
    const firstTarget = nextTarget;
    while (!batch.isFull) {
      const { done, value } = await evidences.next();
      if (done === true) break;
      batch.add(value);
      nextTarget += 1;
      held += 1;
    }
    if (batch.isEmpty) return null;
    const { questions } = batch;
    const { answers } = questions.length > 0 ? await post.send(firstTarget, questions) : { answers: noAnswers };
    const targets = batch.close(questions.map((_, i) => quiet(answers.then((all) => all[i]!))));
    const assessments = Promise.all(targets.map(({ answer }) => answer)).then((known) =>
      targets.map((target, i) => assessmentOf({ ...target, answer: known[i]!, strategy, generator: identity })),
    );
    return { assessments: quiet(assessments), size: targets.length, repeated: batch.repeated, nextTarget };
  }

  async function* batches(evidences: Iterable<Evidence> | AsyncIterable<Evidence>, strategy: Strategy) {
    const iterator = iteratorOf(evidences);
    const sent: SentBatch[] = [];
    let isEnded = false;
    let sending: Promise<SentBatch | null> | undefined;
    for (;;) {
      if (!isEnded && sent.length < post.room) sending ??= quiet(sendNext(iterator, strategy));
      const [first] = sent;
      if (sending === undefined && first === undefined) return;
      const arrived = await firstOf<Arrival>(post.signal, [
        first?.assessments.then((assessments) => ({ kind: 'answered', assessments })),
        sending?.then((batch) => ({ kind: 'sent', batch })),
      ]);
      if (arrived.kind === 'sent') {
        sending = undefined;
        if (arrived.batch === null) isEnded = true;
        else sent.push(arrived.batch);
      } else {
        const merged = sent.shift()!;
        held -= merged.size;
        repeated += merged.repeated;
        yield arrived.assessments;
        await post.release(merged.nextTarget);
      }
    }
  }

  return {
    batches,
    async *assess(evidences, strategy) {
      for await (const batch of batches(evidences, strategy)) yield* batch;
    },
    remember(assessment) {
      const { strategy, evidence } = assessment;
      cache.put(keyOf(strategy, renderPrompt(strategy, evidence)), Promise.resolve(answerIn(assessment)));
      nextTarget += 1;
    },
    get repeated() {
      return repeated;
    },
    get held() {
      return held;
    },
  };
}

const noAnswers: Promise<readonly Answer[]> = Promise.resolve([]);

/** The same promise; nobody may be waiting for it when it fails, and that is no fault. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

async function* iteratorOf<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  yield* items;
}

/** What comes first; the reason of the signal is thrown when that does. */
function firstOf<T>(signal: AbortSignal, promises: readonly (Promise<T> | undefined)[]): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    // Waited for even when it is too late: a promise that fails with nobody waiting ends the process.
    Promise.race(promises.filter((promise) => promise !== undefined))
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}
