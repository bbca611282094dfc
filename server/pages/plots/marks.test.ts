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

test('many numbers at one place are told by the first three, and stay within the image', () => {
  const [, text] = /<text([^<]*)</.exec(
    markShapes([9, 8, 7, 6, 5].map((number) => place(number, 600)))
      .map((shape) => shape.markup)
      .join(''),
  )!;
  assert.match(text!, /text-anchor="end">5, 6, 7 …$/);
});

test('a mark can be linked to by its id', () => {
  assert.match(
    markShapes([place(1, 10, 'approach-mark-1')])[0]!.markup,
    /^<g class="event-mark" id="approach-mark-1">/,
  );
});

test('words stand on the side that has room, those of the closest approach first, and a mark without room stays', () => {
  const maneuver = (epochUtcMs: number, words: string): EventMark => ({ kind: 'maneuver', epochUtcMs, words });
  const marks = [
    maneuver(100, 'far'),
    maneuver(480, 'near'),
    { ...maneuver(500, 'closest'), kind: 'closest' as const },
  ];
  const placed = withRoomForWords(marks, (epochUtcMs) => epochUtcMs, [0, 560]);
  assert.deepEqual(
    placed.map(({ mark, side }) => [mark.words, side]),
    [
      ['far', 'right'],
      ['near', 'left'],
      ['', 'right'],
    ],
  );
  const alone = withRoomForWords(marks.slice(2), (epochUtcMs) => epochUtcMs, [0, 560]);
  assert.deepEqual([alone[0]?.mark.words, alone[0]?.side], ['closest', 'left']);
});
