import type { Evidence, LabeledRecord, Rulebook, StandardFacts } from '#domain';
import { reason, standardFactsOf, wordsOfMotion } from '#domain';
import { renderPlainAnswer, renderReasonedAnswer } from './answer.ts';
import { instructionOf, type RecordParts, renderPrompt, renderRecord, type Strategy } from './render.ts';

/** A prompt with the answer a rulebook gives: what an adapter is tuned on. */
export interface Example {
  readonly instruction: string;
  readonly record: string;
  readonly answer: string;
}

/** Whose motion a record tells: that read from noisy states, or that of the flight itself. */
export type MotionSource = 'seen' | 'flown';

/** The example for a target of the user's own: facts are read by the lexicon, in the fields and in the remarks. */
export function makeExample(evidence: Evidence, strategy: Strategy, rulebook: Rulebook): Example {
  const { instruction, record } = renderPrompt(strategy, evidence);
  return { instruction, record, answer: answerTo(standardFactsOf(evidence), strategy, rulebook) };
}

/** The example for a record of the data set: its true facts, and its motion as seen, since that is what is told. */
export function exampleOf(record: LabeledRecord, strategy: Strategy, rulebook: Rulebook): Example {
  return {
    instruction: instructionOf(strategy),
    record: renderRecord(recordParts(record, 'seen')),
    answer: answerTo({ ...record.facts, ...record.motionSeen }, strategy, rulebook),
  };
}

/** What the model is told of a record of the data set. */
export function recordParts(
  { fields, remarks, order, motionSeen, facts }: LabeledRecord,
  motion: MotionSource,
): RecordParts {
  const words = wordsOfMotion(motion === 'seen' ? motionSeen : facts);
  return { words: { ...fields, motion: words }, remarks: remarks.map(({ text }) => text).join(' '), order };
}

/** Under `cot` the answer is reasoned, otherwise plain. */
export function answerTo(facts: StandardFacts, strategy: Strategy, rulebook: Rulebook): string {
  const reasoning = reason(rulebook, facts);
  return strategy === 'cot' ? renderReasonedAnswer(reasoning) : renderPlainAnswer(reasoning.intention);
}
