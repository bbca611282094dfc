import sentencesData from '../../../data/language/sentences.json' with { type: 'json' };

/** Words of a part of a sentence that no other sentence may share. */
const leastWords = 4;

const sentences = (['training', 'validation', 'test'] as const).flatMap((tier) => {
  const { facts, unknowns, distractors, commands } = sentencesData[tier];
  return [...Object.values(facts), ...Object.values(unknowns), distractors, commands].flat();
});

/** A template without slots, case and signs. */
const bare = (template: string): string => template.toLowerCase().replaceAll(/\{[\w ]*\}|[^a-z]/g, '');

const templates: ReadonlySet<string> = new Set(sentences.map(bare));

const fragments: readonly string[] = sentences
  .flatMap((sentence) =>
    sentence
      .toLowerCase()
      .replace(/\.$/, '')
      .split(/\s*\{[\w ]*\}\s*/),
  )
  .filter((part) => part.split(' ').length >= leastWords);

/** Whether a sentence, with its slots or filled, is one of tuning or of a test, or has a longer part of one. */
export function isReserved(sentence: string): boolean {
  const lower = sentence.toLowerCase();
  return templates.has(bare(sentence)) || fragments.some((fragment) => lower.includes(fragment));
}
