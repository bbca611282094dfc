import { type LabeledRecord, reason, reportedElementNames, rulebook, type StandardFacts } from '#domain';
import { type MotionSource, parseAnswer, renderReasonedAnswer } from '#prompts';
import type { Faithfulness } from './outcome.ts';

/**
 * Holds a reasoned answer against its record: whether the record supports each stated fact, and whether the rest is what
 * the rulebook makes of the stated facts, step by step.
 *
 * A fact that the record leaves open or contradicts is supported by the statement that it is unknown.
 *
 * @returns null for an answer that states no facts
 */
export function faithfulnessOf(record: LabeledRecord, motion: MotionSource, answer: string): Faithfulness | null {
  const { facts: stated } = parseAnswer(answer);
  if (stated === null) return null;
  const named = reportedElementNames.filter((element) => stated[element] !== undefined);
  const told = motion === 'seen' ? { ...record.facts, ...record.motionSeen } : record.facts;
  return {
    statedFacts: named.length,
    supportedFacts: named.filter((element) => stated[element] === record.facts[element]).length,
    follows: answer.trim() === derivation({ ...told, ...stated }),
  };
}

/** The answer that the rulebook gives on some facts; undefined when it knows no such fact. */
function derivation(facts: StandardFacts): string | undefined {
  try {
    return renderReasonedAnswer(reason(rulebook, facts));
  } catch {
    return undefined;
  }
}
