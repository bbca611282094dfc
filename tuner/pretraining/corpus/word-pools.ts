import { labelsOf } from '#domain';
import words from './words.json' with { type: 'json' };

/** Words that random conventions and their prompts are made of: those of the real convention among many others. */
export const wordPools = {
  /** Labels of any level. `none` is left out: it is the outcome of a failed check in every convention. */
  labels: [...new Set([...Object.values(labelsOf).flat(), ...words.labels])].filter((label) => label !== 'none'),
  /** Groups of motions and purposes. */
  meanings: words.meanings,
  checks: words.checks,
  questions: words.questions,
  /** Sentences that ask for a reasoned answer. */
  requests: words.requests,
} as const;

const codeWords = words.codeStarts.flatMap((start) => words.codeEnds.map((end) => start + end));

/** The code of a convention by its number: one made-up word for the first 200, two words after that. */
export function conventionCode(index: number): string {
  const word = codeWords[index % codeWords.length]!;
  const round = Math.floor(index / codeWords.length);
  return round === 0 ? word : `${word} ${codeWords[round - 1]!}`;
}

/** Every word a tokenizer for this corpus should have whole. */
export const corpusWords: readonly string[] = [
  ...new Set(
    [...wordPools.labels, ...wordPools.meanings, ...wordPools.checks, ...codeWords].flatMap((w) => w.split(' ')),
  ),
];
