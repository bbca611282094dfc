import lexiconData from '../../data/taxonomy/lexicon.json' with { type: 'json' };
import { type ReportedElementName, reportedElementNames } from './evidence.ts';
import { sizeOfSpan } from './size-in-numbers.ts';

/** Standard terms of each reported element, each with other wordings observers use for it. */
export const lexicon: Readonly<Record<ReportedElementName, Readonly<Record<string, readonly string[]>>>> = lexiconData;

/** What a fact reads as when nothing is known, or the words are not in the lexicon. */
export const unknown = 'unknown';

const termOfWords = new Map<string, string>(
  reportedElementNames.flatMap((element) =>
    Object.entries(lexicon[element]).flatMap(([term, wordings]) =>
      [term, ...wordings].map((words) => [keyOf(element, words), term] as const),
    ),
  ),
);

/**
 * The standard term for an observer's words; `unknown` when there are none or the lexicon lacks them.
 *
 * Case, spaces and hyphens do not matter: "Non-cooperative" is "noncooperative". A size may be a number: "3.2 m across".
 */
export function standardize(element: ReportedElementName, words: string | undefined): string {
  if (words === undefined) return unknown;
  return termOfWords.get(keyOf(element, words)) ?? (element === 'size' ? sizeOfSpan(words) : undefined) ?? unknown;
}

function keyOf(element: ReportedElementName, words: string): string {
  return `${element}:${words.toLowerCase().replaceAll(/[\s_-]+/g, '')}`;
}
