import type { Random } from '../random.ts';

/** Shortest word that is mistyped; shorter ones may turn into other words. */
const leastLetters = 4;

/** Places of the words in a text that can be mistyped. */
export function typoPlaces(text: string): { readonly start: number; readonly length: number }[] {
  const words = text.matchAll(new RegExp(`[a-z]{${leastLetters},}`, 'gi'));
  return Array.from(words, ({ index, 0: word }) => ({ start: index, length: word.length }));
}

/** The text with one slip of the keyboard in the word at a place: two letters swapped, one lost, doubled or mistaken. */
export function mistype(text: string, { start, length }: { start: number; length: number }, random: Random): string {
  const word = text.slice(start, start + length);
  return text.slice(0, start) + slip(word, random) + text.slice(start + length);
}

function slip(word: string, random: Random): string {
  // The first letter stays, as it mostly does in real typing.
  const at = 1 + random.int(word.length - 2);
  const [head, letter, next, tail] = [word.slice(0, at), word[at]!, word[at + 1]!, word.slice(at + 2)];
  switch (random.int(4)) {
    case 0:
      return head + next + letter + tail;
    case 1:
      return head + next + tail;
    case 2:
      return head + letter + letter + next + tail;
    default:
      return head + random.pick([...'abcdefghijklmnopqrstuvwxyz']) + next + tail;
  }
}
