import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCatalogId } from './catalog-id.ts';

// Pairs from the documentation of Alpha-5 on space-track.org.
test('decodes Alpha-5 as space-track.org does', () => {
  const pairs = {
    A0000: '100000',
    E8493: '148493',
    J2931: '182931',
    P4018: '234018',
    W1928: '301928',
    Z9999: '339999',
  };
  for (const [text, expected] of Object.entries(pairs)) assert.equal(parseCatalogId(text), expected);
});

test('drops leading zeros of digits, up to nine', () => {
  assert.equal(parseCatalogId('00005'), '5');
  assert.equal(parseCatalogId('000000000'), '0');
  assert.equal(parseCatalogId('799500001'), '799500001');
});

test('refuses I and O, small letters, signs, blanks and more than nine digits', () => {
  for (const text of ['I0000', 'O0000', 'a0000', 'A000', 'A00000', '-5', '2 544', '', '1234567890', '5.0', '0x1F']) {
    assert.equal(parseCatalogId(text), undefined, text);
  }
});

test('gives each number of 100000 to 339999 one Alpha-5 text', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100_000, max: 339_999 }), (number) => {
      const letter = 'ABCDEFGHJKLMNPQRSTUVWXYZ'[Math.floor(number / 10_000) - 10];
      assert.equal(parseCatalogId(`${letter}${String(number % 10_000).padStart(4, '0')}`), String(number));
    }),
  );
});
