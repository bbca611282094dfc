import type { Evidence, Rulebook } from '#domain';
import { reason, standardFactsOf } from '#domain';
import { renderPlainAnswer, renderReasonedAnswer } from './answer.ts';
import type { Strategy } from './render.ts';
import { renderPrompt } from './render.ts';

/** A prompt with the answer a rulebook gives: what a prefix is tuned on. */
export interface Example {
  readonly instruction: string;
  readonly record: string;
  readonly answer: string;
}

/** The example for a target: under `cot` the answer is reasoned, otherwise plain. */
export function makeExample(evidence: Evidence, strategy: Strategy, rulebook: Rulebook): Example {
  const { instruction, record } = renderPrompt(strategy, evidence);
  const reasoning = reason(rulebook, standardFactsOf(evidence));
  const answer = strategy === 'cot' ? renderReasonedAnswer(reasoning) : renderPlainAnswer(reasoning.intention);
  return { instruction, record, answer };
}
