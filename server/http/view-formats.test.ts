import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as formats from './view-formats.ts';

test('instants are UTC', () => {
  assert.equal(formats.utcWords('2026-03-01T12:00:00.900Z'), '2026-03-01 12:00:00Z');
});

test('a window says the day twice only when it changes', () => {
  const startUtcMs = Date.parse('2026-03-01T22:00:00Z');
  assert.equal(formats.windowWords({ startUtcMs, endUtcMs: startUtcMs + 3600_000 }), '2026-03-01 22:00:00 – 23:00:00Z');
  assert.equal(
    formats.windowWords({ startUtcMs, endUtcMs: startUtcMs + 7200_000 }),
    '2026-03-01 22:00:00 – 2026-03-02 00:00:00Z',
  );
});

test('a window beside an instant says only the clock, unless it reaches into another day', () => {
  const epochUtcMs = Date.parse('2026-03-01T22:30:00Z');
  const window = { startUtcMs: epochUtcMs - 60_000, endUtcMs: epochUtcMs + 60_000 };
  assert.equal(formats.windowNearWords(window, epochUtcMs), '22:29:00 – 22:31:00Z');
  assert.equal(
    formats.windowNearWords({ ...window, endUtcMs: epochUtcMs + 7200_000 }, epochUtcMs),
    '2026-03-01 22:29:00 – 2026-03-02 00:30:00Z',
  );
});

test('what is not quite certain never reads as certain', () => {
  assert.equal(formats.percentWords(0.99999), '> 99.9 %');
  assert.equal(formats.percentWords(1), '100.0 %');
  assert.equal(formats.confidenceWords(1), '> 99.9 %');
  assert.equal(formats.percentWords(0.0001), '< 0.1 %');
});

test('numbers carry significant digits and a true minus', () => {
  assert.equal(formats.significantWords(-0.012345, 3), '−0.0123');
  assert.equal(formats.significantWords(1234.5, 3), '1235');
  assert.equal(formats.significantWords(0, 3), '0');
});

test('distances below a kilometer are in meters', () => {
  assert.equal(formats.distanceWords(4.21), '4.210 km');
  assert.equal(formats.distanceWords(0.134), '134 m');
});

test('durations show their two largest units', () => {
  assert.equal(formats.durationWords(5520), '1 h 32 min');
  assert.equal(formats.durationWords(3600), '1 h');
  assert.equal(formats.durationWords(0.2), '0 s');
});
