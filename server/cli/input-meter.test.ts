import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputMeter } from './input-meter.ts';

/** NIST FIPS 180-2, appendix B.1: the hash of the three letters `abc`. */
const sha256OfAbc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

const meterOf = (text: string, isEnded = false): InputMeter => {
  const meter = new InputMeter();
  meter.take(Buffer.from(text));
  if (isEnded) meter.end();
  return meter;
};

/** Whether a text begins as the mark says, after each of its characters and at its end. */
function comparisons(text: string, mark: ReturnType<InputMeter['mark']>) {
  const meter = new InputMeter();
  meter.compareWith(mark);
  const seen = [...text].map((letter) => {
    meter.take(Buffer.from(letter));
    return meter.isSame();
  });
  meter.end();
  return [...seen, meter.isSame()];
}

test('a mark tells how many bytes were read and their hash, and more may follow', () => {
  const meter = meterOf('abc');
  assert.deepEqual(meter.mark(), { bytes: 3, sha256: sha256OfAbc, isWhole: false });
  meter.take(Buffer.from('d'));
  assert.equal(meter.mark().bytes, 4);
});

test('an input that begins with the same bytes is the same, however it is cut, and is known to be from there on', () => {
  assert.deepEqual(comparisons('abcde', meterOf('abc').mark()), [undefined, undefined, true, true, true, true]);
  const atOnce = new InputMeter();
  atOnce.compareWith(meterOf('abc').mark());
  atOnce.take(Buffer.from('abcde'));
  assert.equal(atOnce.isSame(), true);
  assert.equal(atOnce.mark().sha256, meterOf('abcde').mark().sha256);
});

test('an input with another byte, or one that is shorter, is another', () => {
  assert.deepEqual(comparisons('abx', meterOf('abc').mark()), [undefined, undefined, false, false]);
  assert.deepEqual(comparisons('ab', meterOf('abc').mark()), [undefined, undefined, false]);
});

test('an input that was whole and goes on now is another', () => {
  assert.equal(comparisons('abc', meterOf('abc', true).mark()).at(-1), true);
  assert.equal(comparisons('abcd', meterOf('abc', true).mark()).at(-1), false);
});

test('lines are counted by their ends', () => {
  const meter = new InputMeter();
  for (const part of ['a\nb', 'c\n\n', 'd']) meter.countLines(Buffer.from(part));
  assert.equal(meter.lines, 3);
});
