import type { Random, StandardFacts } from '#domain';
import { courses, endSpeeds, lexicon, rangeTrends, reportedElementNames, turns, unknown, wordsOfMotion } from '#domain';
import type { RecordWords } from '#prompts';

/** Chance that an element is unknown. The motion never is: it is computed. */
const unknownChance = 0.04;
/** Chance that an element is told in an observer's words instead of the standard term. */
const synonymChance = 0.5;

/** A target in standard terms, and in the words a record tells it in. */
export interface Target {
  readonly facts: StandardFacts;
  readonly words: RecordWords;
}

/** A target with every element drawn at random, each by itself. */
export function drawTarget(random: Random): Target {
  const motion = {
    rangeTrend: random.pick(rangeTrends),
    endSpeed: random.pick(endSpeeds),
    turn: random.pick(turns),
    course: random.pick(courses),
  };
  const told = reportedElementNames.map((name) => ({ name, ...drawElement(random, lexicon[name]) }));
  const pick = (key: 'fact' | 'words') => Object.fromEntries(told.map((element) => [element.name, element[key]]));
  return {
    facts: { ...pick('fact'), ...motion } as StandardFacts,
    words: { ...pick('words'), motion: wordsOfMotion(motion) } as RecordWords,
  };
}

function drawElement(random: Random, terms: Readonly<Record<string, readonly string[]>>) {
  if (random.chance(unknownChance)) return { fact: unknown, words: unknown };
  const fact = random.pick(Object.keys(terms));
  const synonyms = terms[fact] ?? [];
  return { fact, words: random.chance(synonymChance) ? random.pick(synonyms) : fact };
}
