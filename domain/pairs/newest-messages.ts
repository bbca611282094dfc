import type { ConjunctionMessage } from '../observations/cdm/conjunction-message.ts';
import type { Rejection } from '../observations/reading.ts';

/** Messages of two objects whose closest approaches are within this time tell of one event, ms: half a low orbit. */
const sameEventMs = 45 * 60_000;

/** Messages that count, and what is to be said of those that do not. */
export interface NewestMessages {
  readonly newest: readonly ConjunctionMessage[];
  readonly superseded: readonly Rejection[];
}

/**
 * Of the messages of one event the one created last, in the order in which the events first came: each update is made
 * from more observations than the one before. Of two created together the later in the list counts.
 */
export function newestMessages(messages: readonly ConjunctionMessage[]): NewestMessages {
  const events: ConjunctionMessage[][] = [];
  const ofPair = new Map<string, ConjunctionMessage[][]>();
  for (const message of messages) {
    const pair = pairOf(message);
    const known = ofPair.get(pair) ?? [];
    const event = known.find(([first]) => Math.abs(first!.tcaUtcMs - message.tcaUtcMs) <= sameEventMs);
    if (event !== undefined) {
      event.push(message);
      continue;
    }
    const opened = [message];
    events.push(opened);
    ofPair.set(pair, [...known, opened]);
  }
  const newest = events.map((event) =>
    event.reduce((last, one) => (createdUtcMs(one) >= createdUtcMs(last) ? one : last)),
  );
  return {
    newest,
    superseded: events.flatMap((event, i) =>
      event.filter((one) => one !== newest[i]).map((one) => superseded(one, newest[i]!)),
    ),
  };
}

const pairOf = ({ object1, object2 }: ConjunctionMessage): string =>
  JSON.stringify([object1.designator, object2.designator].sort());

const createdUtcMs = ({ creationUtcMs }: ConjunctionMessage): number => creationUtcMs ?? Number.NEGATIVE_INFINITY;

const superseded = (one: ConjunctionMessage, by: ConjunctionMessage): Rejection => ({
  source: one.source,
  line: one.line,
  code: 'domain.superseded',
  message: `message ${one.messageId} was superseded by ${by.messageId}${creationWords(by)}, of the same event`,
});

const creationWords = ({ creationUtcMs }: ConjunctionMessage): string =>
  creationUtcMs === undefined ? '' : ` of ${new Date(creationUtcMs).toISOString()}`;
