import { createRandom, reason } from '#domain';
import { type Example, renderInstruction, renderReasonedAnswer, renderRecord } from '#prompts';
import { drawRulebook } from './random-rulebook.ts';
import { drawPlainTarget, drawTarget } from './random-target.ts';
import { labelsOfRulebook } from './rulebook-labels.ts';
import { wordPools } from './word-pools.ts';

/**
 * Examples of a convention that no corpus draws: what a base is judged by, since the real convention must not be. Prompts are
 * those of the chain of thought, without a code.
 *
 * @param convention  which of the unseen conventions, a whole number
 */
export function unseenConventionExamples(convention: number, count: number): readonly Example[] {
  const random = createRandom(convention).fork('unseen convention');
  const rulebook = drawRulebook(random, `unseen ${convention}`);
  const { words, facts } = drawPlainTarget(random);
  const instruction = renderInstruction('cot', {
    question: wordPools.questions[0]!,
    request: wordPools.requests[0]!,
    labels: labelsOfRulebook(rulebook),
    example: { words, answer: renderReasonedAnswer(reason(rulebook, facts)) },
  });
  return Array.from({ length: count }, (_, i) => {
    const target = drawTarget(random.fork(`example ${i}`));
    const answer = renderReasonedAnswer(reason(rulebook, target.facts));
    return { instruction, record: renderRecord(target.record), answer };
  });
}
