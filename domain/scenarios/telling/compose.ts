import type { ReportedElementName } from '../../intentions/evidence.ts';
import type { Random } from '../random.ts';
import type { SentenceParts } from './language.ts';
import { isReserved } from './reserved.ts';

/** Chance that a sentence has a detail before or behind it. */
const detailChance = 0.5;

/** A template that states a fact of the target, with a slot `{}` or `{a}`. */
export const composeFact = (element: ReportedElementName, parts: SentenceParts, random: Random): string =>
  unreserved(() => withDetail(random.pick(parts.facts[element]), parts, random));

/** A sentence that says an element could not be made out. */
export const composeUnclear = (element: ReportedElementName, parts: SentenceParts, random: Random): string =>
  unreserved(() => withDetail(random.pick(parts.unclear[element]), parts, random));

/** A template that states a fact of another time or object. */
export function composeStrangeFact(element: ReportedElementName, parts: SentenceParts, random: Random): string {
  return unreserved(() =>
    random
      .pick(parts.strangeFacts[element])
      .replace('{time}', random.pick(parts.times))
      .replace('{stranger}', random.pick(parts.strangers)),
  );
}

/** A sentence about nothing that matters. */
export function composeIdle({ idle: { who, did, what, when } }: SentenceParts, random: Random): string {
  return unreserved(() => [who, did, what, when].map((words) => random.pick(words)).join(' '));
}

/** An instruction to the reader, with a slot `{label}`. */
export function composeCommand({ commands: { lead, order, trail } }: SentenceParts, random: Random): string {
  return unreserved(() =>
    [lead, order, trail]
      .map((words) => random.pick(words))
      .join(' ')
      .trim(),
  );
}

function withDetail(core: string, { subjects, details }: SentenceParts, random: Random): string {
  const sentence = core.replace('{subject}', random.pick(subjects));
  if (!random.chance(detailChance)) return sentence;
  const detail = random.pick(details);
  return random.chance(0.5) ? `${detail}, ${sentence}` : `${sentence}, ${detail}`;
}

/** Draws until the sentence is none that tuning or a test uses. */
function unreserved(draw: () => string): string {
  for (;;) {
    const sentence = draw();
    if (!isReserved(sentence)) return sentence;
  }
}
