import { catalogs, type MessageKey, type Words } from '../http/words.ts';

/** Fixed texts of a report's tables by the message they are: labels, sets, column heads, verdicts. */
const keyOfText = new Map(
  (Object.entries(catalogs.en) as [MessageKey, string][])
    .filter(([key]) => /^(labels|report)\./.test(key))
    .map(([key, text]) => [text, key]),
);

/**
 * A text of a report's tables in the words of a reader: a name, a head or a list of names by the catalogs, a number with
 * its interval by its parts. What is none of these, such as the name of a contestant, stays as it is.
 */
export function reportWords(text: string, words: Words): string {
  const say = (name: string) => {
    const key = keyOfText.get(name);
    return key === undefined ? name : words.t(key);
  };
  if (keyOfText.has(text)) return say(text);
  if (!/^[<>≤≥+−]? ?\d/.test(text)) return words.list(text.split(', ').map(say));
  return text.replaceAll(' to ', ` ${words.t('report.to')} `).replaceAll(' points', ` ${words.t('report.points')}`);
}
