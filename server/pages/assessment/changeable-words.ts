import { type ChangeableName, motionWordNames, reportedElementNames } from '#domain';
import type { Words } from '../../http/words.ts';

const groupOfMotionWord = { rangeTrend: 'ranges', endSpeed: 'speeds', turn: 'turns', course: 'courses' } as const;

const motionWord = (name: ChangeableName) => motionWordNames.find((one) => one === name);

/** What can be changed, as a heading: "Lighting". */
export function changeableTitle(name: ChangeableName, words: Words): string {
  const ofMotion = motionWord(name);
  return ofMotion === undefined ? words.term('elements', name) : words.t(`assessment.title.${ofMotion}`);
}

/** What can be changed, within a sentence: "lighting". */
export function changeableInText(name: ChangeableName, words: Words): string {
  const ofMotion = motionWord(name);
  return ofMotion === undefined ? words.term('missing', name) : words.t(`assessment.word.${ofMotion}`);
}

/** A standard term in the words of a reader; an observer's own words stay as they are. */
export function termInWords(name: ChangeableName, term: string, words: Words): string {
  const ofMotion = motionWord(name);
  if (ofMotion !== undefined) return words.term(groupOfMotionWord[ofMotion], term);
  const element = reportedElementNames.find((one) => one === name);
  return element === undefined ? term : words.term(`facts.${element}`, term);
}
