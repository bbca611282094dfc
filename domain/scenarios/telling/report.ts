import {
  type ElementName,
  elementNames,
  type ReportedElementName,
  reportedElementNames,
} from '../../intentions/evidence.ts';
import { unknown } from '../../intentions/lexicon.ts';
import type { ReportedTerms } from '../../intentions/read-report.ts';
import type { Random } from '../random.ts';
import type { Language } from './language.ts';
import { factSentence, unclearSentence } from './sentence.ts';
import { drawSpanM, spanInWords } from './size-in-numbers.ts';

/** One sentence of the remarks, and the fact it states in which words, if any. */
export interface Remark {
  readonly text: string;
  readonly fact?: { readonly element: ReportedElementName; readonly term: string; readonly wording: string };
}

/** What an observer hands in: a field for each element, and remarks that may say what the fields do not. */
export interface Report {
  /** Words of each field. */
  readonly fields: ReportedTerms;
  readonly remarks: readonly Remark[];
  /** Order in which the elements are told. */
  readonly order: readonly ElementName[];
  /** What the report says, read with full understanding: contradictory statements of an element make it unknown. */
  readonly terms: ReportedTerms;
}

/** Facts told in remarks instead of their fields are at most so many. */
const mostInRemarks = 3;
/** Chance that a fact is told in other words than the standard term. */
const otherWordingChance = 0.5;
/** Chance that a size in other words is a number. */
const spanChance = 0.5;
/** Chance that a remark says of an unknown element that it could not be made out. */
const unclearChance = 0.3;

/** Tells facts as an observer would, some in fields and some in remarks. */
export function tellFacts(terms: ReportedTerms, language: Language, random: Random): Report {
  const known = reportedElementNames.filter((element) => terms[element] !== unknown);
  const inRemarks = random.shuffle(known).slice(0, random.int(mostInRemarks + 1));
  const fields = reportedElementNames.map((element) => {
    const isInField = terms[element] !== unknown && !inRemarks.includes(element);
    return [
      element,
      isInField ? drawWording(element, terms[element], language, random) : random.pick(language.unknowns),
    ];
  });
  const unclear = reportedElementNames.filter((element) => terms[element] === unknown && random.chance(unclearChance));
  const remarks = [
    ...inRemarks.map((element) => tellInRemark(element, terms[element], language, random)),
    ...unclear.map((element) => ({ text: unclearSentence(element, language, random) })),
  ];
  return {
    fields: Object.fromEntries(fields) as ReportedTerms,
    remarks: random.shuffle(remarks),
    order: elementNames,
    terms,
  };
}

/** A sentence that states a fact. */
export function tellInRemark(
  element: ReportedElementName,
  term: string,
  language: Language,
  random: Random,
  wording = drawWording(element, term, language, random),
): Remark {
  return { text: factSentence(element, wording, language, random), fact: { element, term, wording } };
}

/** Words for a term: the term itself, another wording, or for a size a number. */
export function drawWording(element: ReportedElementName, term: string, language: Language, random: Random): string {
  if (!random.chance(otherWordingChance)) return term;
  if (element === 'size' && random.chance(spanChance)) return drawSpan(term, language.spans, random);
  return random.pick(language.wordings[element][term]!);
}

/** A size as a number with its unit. */
export function drawSpan(term: string, formats: readonly string[], random: Random): string {
  return spanInWords(random.pick(formats), drawSpanM(term, random));
}

/** The remarks as one text; empty when there are none. */
export const remarksOf = ({ remarks }: Report): string => remarks.map(({ text }) => text).join(' ');
