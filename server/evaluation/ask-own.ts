import { type Evidence, type Intention, reason, rulebook, standardFactsOf, toIntention } from '#domain';
import { renderPrompt } from '#prompts';
import type { Outcome } from '#tuner';
import type { ToldRecord } from './ask-model.ts';

/** A target of the user's own: what was known of it when an analyst said what it was up to. */
export interface OwnRecord {
  readonly id: string;
  readonly evidence: Evidence;
  /** What the analyst holds for true. */
  readonly truth: Intention;
}

const aboutOf = ({ id, truth }: OwnRecord) => ({ id, perturbation: null, perturbedElement: null, truth });

/** The record as the console puts it. Which facts are true is not known, so nothing is said of the reasoning. */
export const toldOfOwn = (record: OwnRecord): ToldRecord => ({
  about: aboutOf(record),
  text: renderPrompt('basic', record.evidence).record,
  facts: standardFactsOf(record.evidence),
  faithfulnessOf: () => null,
});

/** What the rules alone make of it, with the facts as the lexicon reads them. */
export const rulesOnOwn = (record: OwnRecord): Outcome => ({
  ...aboutOf(record),
  answer: toIntention(reason(rulebook, standardFactsOf(record.evidence))),
  confidence: null,
  answerTokens: 0,
  promptTokens: 0,
  seconds: 0,
  faithfulness: null,
});
