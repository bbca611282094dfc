import { type Assessment, type Evidence, standardFactsOf } from '#domain';
import type { Generator } from '#model';
import { guessAnswer, renderPrompt, type Strategy } from '#prompts';
import { assessmentOf } from './assessment-of.ts';

/** Targets decoded together. Batches are consecutive and of this size, so a run may stop and go on between any two. */
export const assessmentBatchSize = 16;

/** Longest answer, tokens; the output limit of the paper. */
const maxAnswerTokens = 128;

/** Turns evidence into assessments by asking the model. */
export interface Assessor {
  /** One batch of assessments after another, in the order of the evidence. */
  batches(evidences: readonly Evidence[], strategy: Strategy): AsyncIterable<readonly Assessment[]>;
  /** The same, one assessment at a time. */
  assess(evidences: readonly Evidence[], strategy: Strategy): AsyncIterable<Assessment>;
}

/** An assessor that asks the given model and adapter; the caller owns and closes the generator. */
export function createAssessor(generator: Generator): Assessor {
  async function* batches(evidences: readonly Evidence[], strategy: Strategy) {
    for (let start = 0; start < evidences.length; start += assessmentBatchSize) {
      yield await assessBatch(generator, evidences.slice(start, start + assessmentBatchSize), strategy);
    }
  }
  return {
    batches,
    async *assess(evidences, strategy) {
      for await (const batch of batches(evidences, strategy)) yield* batch;
    },
  };
}

async function assessBatch(
  generator: Generator,
  evidences: readonly Evidence[],
  strategy: Strategy,
): Promise<readonly Assessment[]> {
  const prompts = evidences.map((evidence) => renderPrompt(strategy, evidence));
  const read = evidences.map(standardFactsOf);
  const generations = await generator.generate(
    {
      instruction: prompts[0]!.instruction,
      records: prompts.map((prompt) => prompt.record),
      maxNewTokens: maxAnswerTokens,
    },
    (parts) => parts.map(({ record, written }) => guessAnswer(read[record]!, strategy, written)),
  );
  return evidences.map((evidence, i) =>
    assessmentOf({ evidence, strategy, prompt: prompts[i]!, generation: generations[i]!, generator }),
  );
}
