import type { ReportedElementName } from '../../intentions/evidence.ts';
import { reportedElementNames } from '../../intentions/evidence.ts';
import type { Random } from '../random.ts';
import type { Language, SentenceParts } from './language.ts';

/** Chance that a fact or a distraction is told in a sentence put together from parts, where a language has them. */
const partsChance = 0.4;

/** A sentence that states a fact in given words. */
export function factSentence(
  element: ReportedElementName,
  wording: string,
  language: Language,
  random: Random,
): string {
  const sentence = fillSlot(random.pick(language.facts[element]), wording);
  if (language.parts === undefined || !random.chance(partsChance)) return capitalized(sentence);
  return capitalized(`${random.pick(language.parts.openers)} ${uncapitalized(sentence)}`);
}

/** A sentence that states nothing about the target. */
export function distractingSentence(language: Language, random: Random): string {
  const { parts } = language;
  if (parts !== undefined && random.chance(partsChance)) return strangeFact(language, parts, random);
  const template = random.pick(language.distractors);
  const slot = /\{(a )?(\w+)\}/.exec(template);
  const element = reportedElementNames.find((name) => name === slot?.[2]);
  if (slot === null || element === undefined) return template;
  const ownSlot = slot[1] === undefined ? '{}' : '{a}';
  return capitalized(fillSlot(template.replace(slot[0], ownSlot), anyWording(element, language, random)));
}

/** A fact of another time or object. */
function strangeFact(language: Language, parts: SentenceParts, random: Random): string {
  const element = random.pick(reportedElementNames);
  const template = random
    .pick(parts.strangeFacts[element])
    .replace('{time}', random.pick(parts.times))
    .replace('{stranger}', random.pick(parts.strangers));
  return capitalized(fillSlot(template, anyWording(element, language, random)));
}

function anyWording(element: ReportedElementName, { wordings }: Language, random: Random): string {
  const [term, words] = random.pick(Object.entries(wordings[element]));
  return random.pick([term, ...words]);
}

/** `{}` takes a wording as it is, `{a}` the wording with its article. */
const fillSlot = (template: string, wording: string): string =>
  template.replace('{a}', withArticle(wording)).replace('{}', wording);

/** English articles as far as the wordings need them: none for plurals and for "no payload". */
function withArticle(wording: string): string {
  if (/^(?:no|nothing)\b/.test(wording) || /[^s]s$/.test(wording)) return wording;
  return `${/^[aeiou]/.test(wording) ? 'an' : 'a'} ${wording}`;
}

const capitalized = (sentence: string): string => sentence[0]!.toUpperCase() + sentence.slice(1);
const uncapitalized = (sentence: string): string => sentence[0]!.toLowerCase() + sentence.slice(1);
