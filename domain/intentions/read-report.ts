import { type ReportedElementName, reportedElementNames } from './evidence.ts';
import { lexicon, standardize, unknown } from './lexicon.ts';
import { sizeOfSpan } from './size-in-numbers.ts';

/** Words or a standard term for each reported element. */
export type ReportedTerms = Readonly<Record<ReportedElementName, string>>;

interface Phrase {
  readonly pattern: RegExp;
  readonly length: number;
  readonly element: ReportedElementName;
  readonly term: string;
}

/** ReportedTerms and wordings of the lexicon, the longest first, so that "robot arm" is not read within a longer phrase. */
const phrases: readonly Phrase[] = reportedElementNames
  .flatMap((element) =>
    Object.entries(lexicon[element]).flatMap(([term, wordings]) =>
      [term, ...wordings].map((words) => ({ pattern: asWords(words), length: words.length, element, term })),
    ),
  )
  .sort((a, b) => b.length - a.length);

/**
 * What fields and remarks say of each element, in standard terms, as far as the lexicon knows their words. An element
 * that is told contradictory things of is unknown, as is one that nothing is told of.
 */
export function readReport(fields: ReportedTerms, remarks: string): ReportedTerms {
  const inRemarks = termsInRemarks(remarks);
  const read = reportedElementNames.map((element) => {
    const told = new Set([standardize(element, fields[element]), ...inRemarks[element]]);
    told.delete(unknown);
    return [element, told.size === 1 ? [...told][0] : unknown];
  });
  return Object.fromEntries(read) as ReportedTerms;
}

/**
 * ReportedTerms of each element that remarks name in words of the lexicon, or for the size as a number. Words alone: what a
 * sentence is about, or when it was so, is not read.
 */
function termsInRemarks(remarks: string): Readonly<Record<ReportedElementName, ReadonlySet<string>>> {
  const found = Object.fromEntries(reportedElementNames.map((element) => [element, new Set<string>()])) as Record<
    ReportedElementName,
    Set<string>
  >;
  let rest = remarks;
  for (const { pattern, element, term } of phrases) {
    if (rest.search(pattern) < 0) continue;
    found[element].add(term);
    rest = rest.replaceAll(pattern, ' ');
  }
  const size = sizeOfSpan(remarks);
  if (size !== undefined) found.size.add(size);
  return found;
}

/** A phrase as whole words, whatever their case and the hyphens and spaces between them. */
function asWords(words: string): RegExp {
  return new RegExp(`\\b${words.replaceAll(/[\s-]+/g, '[\\s-]+')}\\b`, 'gi');
}
