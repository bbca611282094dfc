import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EventMark, markShapes, withRoomForWords } from './marks.ts';

const place = (number: number, x: number, id?: string) => ({
  mark: { kind: 'approach', epochUtcMs: 0, words: '', number, id } as const,
  point: [x, 50] as const,
});

test('numbers of marks at one place stand in one text, in order', () => {
  const markup = markShapes([place(3, 100), place(1, 104), place(2, 300)])
    .map((shape) => shape.markup)
    .join('');
  assert.deepEqual(
    [...markup.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text),
    ['1, 3', '2'],
  );
});

test('a mark can be linked to by its id', () => {
  assert.match(
    markShapes([place(1, 10, 'approach-mark-1')])[0]!.markup,
    /^<g class="event-mark" id="approach-mark-1">/,
  );
});

test('words that would run into those of the closest approach are left out, and the mark stays', () => {
  const marks: EventMark[] = [
    { kind: 'maneuver', epochUtcMs: 0, words: 'far' },
    { kind: 'maneuver', epochUtcMs: 480, words: 'near' },
    { kind: 'closest', epochUtcMs: 500, words: 'closest' },
  ];
  assert.deepEqual(
    withRoomForWords(marks, (epochUtcMs) => epochUtcMs).map(({ words }) => words),
    ['far', '', 'closest'],
  );
});
