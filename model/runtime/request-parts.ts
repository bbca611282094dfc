import type { GenerateRequest, Generation, Guesser } from './generation.ts';
import type { Urgency } from './inference-threads.ts';

/**
 * Records that one thread answers at a time. The same on every machine, however many threads it has: the last decimals of
 * probabilities hang on the rows beside.
 */
export const recordsInPart = 16;

type AnswerPart = (
  request: GenerateRequest,
  guess: Guesser | undefined,
  urgency: Urgency,
) => Promise<readonly Generation[]>;

/**
 * Has a request answered in parts, records of similar length together so that little is padded, and puts the answers in the
 * order of the records. A request of one part is somebody's question, and does not wait for all parts of larger ones.
 */
export async function inParts(
  request: GenerateRequest,
  guess: Guesser | undefined,
  answer: AnswerPart,
): Promise<Generation[]> {
  const { records } = request;
  const urgency = records.length <= recordsInPart ? 'soon' : 'in turn';
  const generations: Generation[] = [];
  await Promise.all(
    partsOf(records).map(async (places) => {
      const part = { ...request, records: places.map((place) => records[place] as string) };
      const guessOfPart: Guesser | undefined =
        guess &&
        ((asked) => guess(asked.map(({ record, written }) => ({ record: places[record] as number, written }))));
      const answers = await answer(part, guessOfPart, urgency);
      for (const [i, generation] of answers.entries()) generations[places[i] as number] = generation;
    }),
  );
  return generations;
}

/** Places of the records of each part, the longest records first: what takes longest is begun first. */
export function partsOf(records: readonly string[]): readonly (readonly number[])[] {
  const places = records.map((_, place) => place);
  const byLength = places.toSorted((a, b) => (records[b] as string).length - (records[a] as string).length);
  const starts = places.filter((place) => place % recordsInPart === 0);
  return starts.map((start) => byLength.slice(start, start + recordsInPart));
}
