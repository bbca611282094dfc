import {
  type LabeledRecord,
  lexicon,
  readReport,
  reportedElementNames,
  rulebook,
  type StandardFacts,
  unknown,
} from '#domain';
import { factNames } from './answer.ts';
import { answerTo, type MotionSource } from './example.ts';
import { parseAnswer } from './parse-answer.ts';
import type { Strategy } from './render.ts';

/** What the lexicon reads in a record, without a model. */
export function factsRead({ fields, remarks, motionSeen, facts }: LabeledRecord, motion: MotionSource): StandardFacts {
  const told = readReport(fields, remarks.map(({ text }) => text).join(' '));
  return { ...facts, ...(motion === 'seen' && motionSeen), ...told };
}

/**
 * The answer that lexicon and rulebook alone would give: a guess of a model's answer, with which it is decoded sooner.
 *
 * A reasoned answer is guessed as far as the first fact that nobody has told: a model often finds one in the remarks where the
 * lexicon finds none, and all that is guessed behind it would be for nothing.
 *
 * @param written  what the model has written so far; the facts it states there count
 */
export function guessAnswer(facts: StandardFacts, strategy: Strategy, written: string): string {
  const stated = factsStated(written);
  const answer = answerTo({ ...facts, ...stated }, strategy, rulebook);
  const untold = reportedElementNames.find((element) => stated[element] === undefined && facts[element] === unknown);
  if (strategy !== 'cot' || untold === undefined) return answer;
  const name = ` ${factNames[untold]}`;
  return answer.slice(0, answer.indexOf(`${name} ${unknown}`) + name.length);
}

/** The facts of an answer in standard terms, as far as it goes; a term that is begun may be the only one to begin so. */
function factsStated(written: string): Partial<StandardFacts> {
  const { facts } = parseAnswer(written);
  const stated = reportedElementNames.flatMap((element) => {
    const words = facts?.[element] ?? '';
    const terms = [...Object.keys(lexicon[element]), unknown];
    const meant = terms.includes(words) ? [words] : terms.filter((term) => words !== '' && term.startsWith(words));
    return meant.length === 1 ? [[element, meant[0]]] : [];
  });
  return Object.fromEntries(stated);
}
