import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDecimal } from './decimal.ts';

const digits = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });

test('a decimal is the number that the language itself reads, to the last bit', () => {
  const written = fc
    .tuple(fc.constantFrom('', '-', '+'), digits(1, 18), fc.constantFrom('', '.'), digits(0, 18))
    .map(([sign, whole, point, fraction]) => sign + whole + point + fraction);
  fc.assert(
    fc.property(written, (text) => assert.ok(Object.is(parseDecimal(text), Number(text)), text)),
    { numRuns: 2000 },
  );
});

test('every double is read back from its shortest form', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => parseDecimal(String(value)) === value),
  );
});

test('what is no decimal is no number', () => {
  for (const text of ['', '-', '.', '+.', '1.2.3', '1,5', '0x10', '1e', 'NaN', 'Infinity', ' 1', '1_000', '--1']) {
    assert.equal(parseDecimal(text), undefined, text);
  }
});
