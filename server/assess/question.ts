import type { StandardFacts } from '#domain';
import type { Generator } from '#model';
import { allowedAnswers, guessAnswer, instructionOf, type Strategy } from '#prompts';
import { decoding } from './answer-making.ts';
import { type Answer, answerOf } from './assessment-of.ts';

/** A record that the model is to be asked about; plain JSON. */
export interface Question {
  readonly record: string;
  /** What the answer is guessed from, which saves time and changes no answer. */
  readonly facts: StandardFacts;
}

/** Asks the model several questions at once, and gives the answers in their order. */
export async function askModel(
  generator: Pick<Generator, 'generate'>,
  strategy: Strategy,
  questions: readonly Question[],
): Promise<readonly Answer[]> {
  if (questions.length === 0) return [];
  const answers = allowedAnswers(strategy);
  const generations = await generator.generate(
    {
      ...(answers && { answers }),
      instruction: instructionOf(strategy),
      records: questions.map(({ record }) => record),
      maxNewTokens: decoding.maxAnswerTokens,
    },
    (parts) => parts.map(({ record, written }) => guessAnswer(questions[record]!.facts, strategy, written)),
  );
  return generations.map(answerOf);
}
