import { type ReportedElementName, reportedElementNames } from '../../intentions/evidence.ts';
import type { Random } from '../random.ts';
import { composeCommand, composeFact, composeIdle, composeStrangeFact, composeUnclear } from './compose.ts';
import type { Language } from './language.ts';

/** Chance that a sentence is put together from parts, where a language has them. */
const partsChance = 0.8;

/** Chance that a distraction put together from parts names something that could be a fact. */
const strangeFactChance = 0.7;

/** A sentence that states a fact in given words. */
export function factSentence(
  element: ReportedElementName,
  wording: string,
  language: Language,
  random: Random,
): string {
  const { parts, facts } = language;
  const template =
    parts !== undefined && random.chance(partsChance)
      ? composeFact(element, parts, random)
      : random.pick(facts[element]);
  return finished(fillSlot(template, wording));
}

/** A sentence that says an element could not be made out. */
export function unclearSentence(element: ReportedElementName, { parts, unclear }: Language, random: Random): string {
  return parts !== undefined && random.chance(partsChance)
    ? finished(composeUnclear(element, parts, random))
    : random.pick(unclear[element]);
}

/** A sentence that states nothing about the target. */
export function distractingSentence(language: Language, random: Random): string {
  const { parts } = language;
  if (parts === undefined || !random.chance(partsChance)) return listedDistraction(language, random);
  if (!random.chance(strangeFactChance)) return finished(composeIdle(parts, random));
  const element = random.pick(reportedElementNames);
  const template = composeStrangeFact(element, parts, random);
  return finished(fillSlot(template, anyWording(element, language, random)));
}

/** An instruction to the reader to answer one of the labels. */
export function commandSentence(labels: readonly string[], { parts, commands }: Language, random: Random): string {
  const isComposed = parts !== undefined && random.chance(partsChance);
  const template = isComposed ? composeCommand(parts, random) : random.pick(commands);
  return finished(template.replace('{label}', random.pick(labels)));
}

function listedDistraction(language: Language, random: Random): string {
  const template = random.pick(language.distractors);
  const slot = /\{(a )?(\w+)\}/.exec(template);
  const element = reportedElementNames.find((name) => name === slot?.[2]);
  if (slot === null || element === undefined) return template;
  const ownSlot = slot[1] === undefined ? '{}' : '{a}';
  return finished(fillSlot(template.replace(slot[0], ownSlot), anyWording(element, language, random)));
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

/** A capital at the front and a full stop at the end. */
const finished = (sentence: string): string =>
  `${sentence[0]!.toUpperCase()}${sentence.slice(1)}${/[.!?]$/.test(sentence) ? '' : '.'}`;
